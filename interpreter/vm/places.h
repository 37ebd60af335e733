#pragma once

#include "base/source.h"
#include "vm/thread.h"

namespace tiltc::vm {

// The token at `offset`: a name, an operator, or one character.
Span token_at(const SourcePtr& source, std::uint32_t offset);

// Where a frame is: what its current instruction points at.
Span place_of(const Frame& frame);

// Parts of the call that the innermost frame is in. An argument that came from *args or **kwargs is
// where the starred expression is. Without a source when nothing runs.
Span callee(Thread& thread);
Span positional_argument(Thread& thread, std::uint32_t index);
Span named_argument(Thread& thread, std::string_view name);
Span argument_name(Thread& thread, std::string_view name);

}  // namespace tiltc::vm
