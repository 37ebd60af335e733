#pragma once

#include <span>

#include "session.h"
#include "tiltc/builtin.h"

// One table a family of builtins; make_engine() installs them all, reference.cpp prints them.
namespace tiltc::builtins {

using Table = std::span<const BuiltinEntry<Session>>;

#define FAMILY(name) Table name##_table();
#include "families.def"
#undef FAMILY

}  // namespace tiltc::builtins
