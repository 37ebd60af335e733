#pragma once

#include <string>
#include <vector>

#include "tiltc/call.h"
#include "tiltc/value.h"

// How the values of an assertion differ.
namespace tiltc::testkit {

// Whether a == b when floats may differ by one unit in the last place, at any depth of lists,
// tuples, dicts and structs. Does not fail: what cannot be compared is not equal.
bool nearly_equal(const Call& call, Value a, Value b);

// One line a difference: its path and both sides, or what is on one side only: `["ports"][1]: 80 !=
// 81`. At most ten, shortened. Empty when the values as a whole say as much.
std::vector<std::string> differences(const Call& call, Value a, Value b);

// repr(), shortened in the middle.
std::string short_repr(Value value, std::size_t most = 80);

}  // namespace tiltc::testkit
