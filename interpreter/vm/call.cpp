#include "tiltc/call.h"

#include "vm/places.h"
#include "vm/thread.h"

namespace tiltc {

Value Call::fail(Diagnostic diagnostic) const {
  return values::fail(values::impl(*heap_), std::move(diagnostic));
}

Span Call::callee_span() const {
  const vm::Frame* frame = thread_->innermost();
  return frame == nullptr ? Span{} : vm::callee(*frame);
}

Span Call::positional_span(std::uint32_t i) const {
  const vm::Frame* frame = thread_->innermost();
  return frame == nullptr ? Span{} : vm::positional_argument(*frame, i);
}

Span Call::named_span(std::uint32_t i) const {
  const vm::Frame* frame = thread_->innermost();
  return frame == nullptr ? Span{} : vm::argument_value(*frame, name(i));
}

Span Call::name_span(std::uint32_t i) const {
  const vm::Frame* frame = thread_->innermost();
  return frame == nullptr ? Span{} : vm::argument_name(*frame, name(i));
}

}  // namespace tiltc
