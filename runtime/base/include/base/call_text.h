#pragma once

#include <string_view>

#include "base/source.h"

namespace tiltc {

// Where a call in a Starlark text has `value` as a string literal: how what is found after the
// evaluation (in targets, which know only their call) gets to the very argument, or element of a
// list. `callee` is the span of the function's name; the search begins at `parameter=` when the
// call has that. Gives `callee` back when the value is not written there, but computed.
Span literal_in_call(const Span& callee, std::string_view parameter, std::string_view value);

}  // namespace tiltc
