#include "tiltc/call.h"

#include "vm/places.h"
#include "vm/thread.h"

namespace tiltc {

Value Call::fail(Diagnostic diagnostic) const {
  return values::fail(values::impl(*heap_), std::move(diagnostic));
}

Span Call::callee_span() const {
  return vm::callee(*thread_);
}
Span Call::positional_span(std::uint32_t i) const {
  return vm::positional_argument(*thread_, i);
}
Span Call::named_span(std::uint32_t i) const {
  return vm::named_argument(*thread_, name(i));
}
Span Call::name_span(std::uint32_t i) const {
  return vm::argument_name(*thread_, name(i));
}

}  // namespace tiltc
