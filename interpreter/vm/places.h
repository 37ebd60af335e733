#pragma once

#include "base/source.h"
#include "vm/thread.h"

namespace tiltc::vm {

// The token at `offset`: a name, an operator, or one character.
Span token_at(const SourcePtr& source, std::uint32_t offset);

// Where a frame is: what its current instruction points at.
Span place_of(const Frame& frame);

// Parts of the call that a frame is in. An argument that the text does not show, because it came
// from *args or **kwargs, is where the callee is.
Span callee(const Frame& frame);
Span argument_value(const Frame& frame, std::string_view name);
Span positional_argument(const Frame& frame, std::uint32_t index);
Span argument_name(const Frame& frame, std::string_view name);

}  // namespace tiltc::vm
