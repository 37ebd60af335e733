#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tiltc/call.h"
#include "tiltc/value.h"

// The language's operators, for native functions.
namespace tiltc {

// Each gives True or False, or failure() when the operands do not allow it: the reason is recorded, and the
// native function returns failure() too.
Value equal(const Call& call, Value a, Value b);                  // a == b
Value less(const Call& call, Value a, Value b);                   // a < b
Value contains(const Call& call, Value container, Value element);  // element in container

// a == b, without failing: what cannot be compared is not equal.
bool are_equal(Value a, Value b);

// Calls a function value. failure(): it failed, and the reason is on its way to the caller.
Value call_function(const Call& call, Value function, std::span<const Value> arguments);

// The value of `key` in a dict; nothing: absent.
std::optional<Value> find(const Call& call, Value dict, Value key);
// A new list of the iterable's elements; failure(): it is none.
Value list_of(const Call& call, Value iterable);

// The value of the field or member `name` of a struct or module; nothing: it has none, or is neither.
std::optional<Value> field(Value record, std::string_view name);
// Field names of a struct or module, sorted; empty for other kinds.
std::vector<std::string_view> field_names(Value record);

}  // namespace tiltc
