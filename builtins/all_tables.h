#pragma once

#include <array>

#include "tables.h"

namespace tiltc::builtins {

// Every family of builtins, in the order of the reference.
inline auto all_tables() {
  return std::array{
#define FAMILY(name) name##_table(),
#include "families.def"
#undef FAMILY
  };
}

}  // namespace tiltc::builtins
