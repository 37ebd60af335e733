#pragma once

#include <span>
#include <string_view>

#include "session.h"

namespace tiltc::builtins {

// A name of Tiltfiles that is no function.
struct Constant {
  std::string_view name;  // dotted where it lives in a module
  std::string_view type;  // in the words of the tables
  std::string_view doc;
  Value (*make)(Session&);
};

std::span<const Constant> constants();

}  // namespace tiltc::builtins
