#pragma once

#include "formats/json.h"
#include "tiltc/heap.h"

namespace tiltc::builtins {

// A decoded JSON or YAML text as Starlark values. Numbers without a fraction that do not fit 64
// bits are an error, as in Tilt.
Result<Value> to_value(Heap& heap, const Json& json);

// The value as JSON: None, bool, int, float, string, list and dict with string keys. Others, values
// nested deeper than kMaxJsonDepth and cycles are errors that name the type.
Result<Json> to_json(Value value);

// The same with the keys of every object sorted, as encoders write them.
Json with_sorted_keys(Json json);

}  // namespace tiltc::builtins
