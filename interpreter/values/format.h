#pragma once

#include <span>

#include "values/heap_impl.h"

namespace tiltc::values {

// "..." % operand.
Value format_percent(HeapImpl& heap, String* pattern, Value operand);

// What "...".format(...) puts together.
struct FormatArguments {
  std::span<const Value> positional;
  std::span<const Value> names;  // strings
  std::span<const Value> named;
};
Value format_braces(HeapImpl& heap, String* pattern, const FormatArguments& arguments);

}  // namespace tiltc::values
