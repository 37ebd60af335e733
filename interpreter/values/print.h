#pragma once

#include <string>

#include "values/heap_impl.h"

namespace tiltc::values {

// Append the text of str() or repr(). False: the text would be longer than kMaxText; what fits was
// appended. Any depth of nesting is fine.
inline constexpr std::size_t kMaxText = std::size_t{1} << 28U;
bool append_str(std::string& out, Value value);
bool append_repr(std::string& out, Value value);

// str(), which decodes bytes, and repr(). failure(): the text would be too long.
Value str_value(HeapImpl& heap, Value value);
Value repr_value(HeapImpl& heap, Value value);

}  // namespace tiltc::values
