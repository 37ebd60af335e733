#pragma once

#include <string>
#include <string_view>

#include "values/heap_impl.h"

// JSON (RFC 8259) to values and back. Neither way recurses: values and texts nest as deep as memory
// allows.
namespace tiltc::modules {

// Objects become dicts (a key written twice has its last value), numbers with a point or an
// exponent floats, other numbers ints of any size. failure(): `problem` says why, with the offset
// in bytes; or a limit was reached, which is recorded in the heap, and `problem` is empty.
Value decode_json(values::HeapImpl& heap, std::string_view text, std::string& problem);

// Appends the value as JSON without blanks, members sorted by name. False: `problem` says why; or a
// limit was reached.
bool encode_json(values::HeapImpl& heap, Value value, std::string& out, std::string& problem);

// Appends valid JSON with line breaks: `prefix` begins each line but the first, then `indent` once
// a level. False: the text would be longer than kMaxText (deep nesting makes it quadratic).
bool indent_json(std::string_view text, std::string_view prefix, std::string_view indent,
                 std::string& out);

}  // namespace tiltc::modules
