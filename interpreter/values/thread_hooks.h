#pragma once

#include <span>
#include <string_view>

#include "tiltc/value.h"

namespace tiltc {
class Thread;
}

// What natives ask of the running thread. Implemented in vm/.
namespace tiltc::values {

// Calls a function value. failure(): it failed, and the reason is on its way to the caller: return
// failure().
Value call_value(Thread& thread, Value function, std::span<const Value> arguments);

// What print() does with its text.
void print_line(Thread& thread, std::string_view text);

}  // namespace tiltc::values
