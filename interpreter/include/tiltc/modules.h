#pragma once

#include <cstdint>
#include <functional>

#include "tiltc/engine.h"

// Modules and functions that an embedder may give to programs beside the universal names. They follow
// starlark-go's; Tiltfiles do not have them.
namespace tiltc {

Value json_module(Engine& engine);  // encode, encode_indent, decode, indent
// What json.decode and json.encode_indent do; the error says where the text is wrong, or what JSON has not.
Result<Value> json_to_value(Heap& heap, std::string_view text);
Result<std::string> value_to_json(Heap& heap, Value value, std::string_view indent);

Value math_module(Engine& engine);  // ceil, floor, sqrt, ..., pi, e

// Nanoseconds since 1970-01-01T00:00:00Z, as time.now() tells them.
using TimeSource = std::function<std::int64_t()>;
std::int64_t wall_clock();

// from_timestamp, is_valid_timezone, now, parse_duration, parse_time, time, and nanosecond to hour. Time zones are
// those of the system's database. `now` must outlive the engine.
Value time_module(Engine& engine, const TimeSource& now);

Value struct_function(Engine& engine);  // struct(**fields)
Value freeze_function(Engine& engine);  // freeze(x) makes x and what it reaches immutable, and returns it

// Predeclares all of the above under their names: json, math, time, struct, freeze.
void predeclare_modules(Engine& engine, const TimeSource& now);

}  // namespace tiltc
