#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "tiltc/heap.h"
#include "tiltc/value.h"

namespace tiltc {

class Thread;

// One call of a native function: its arguments, its thread, and the place it was made from. Lives on the
// stack of the interpreter for the length of the call; arguments stay alive as long.
class Call {
 public:
  Thread& thread() const { return *thread_; }
  Heap& heap() const { return *heap_; }
  void* host() const { return host_; }  // what the function was installed with
  // The same call for another host: for a native function that wraps one.
  Call for_host(void* host) const {
    Call copy = *this;
    copy.host_ = host;
    return copy;
  }

  std::uint32_t positional_count() const { return positional_count_; }
  Value positional(std::uint32_t i) const { return arguments_[i]; }
  std::uint32_t named_count() const { return named_count_; }
  Value name_value(std::uint32_t i) const { return names_[i]; }  // an interned string
  std::string_view name(std::uint32_t i) const { return *as_string(names_[i]); }
  Value named(std::uint32_t i) const { return arguments_[positional_count_ + i]; }

  // The receiver of a method; none for a function.
  Value receiver() const { return receiver_; }

  // Records why the call failed and returns what the native function must return. The call's place and
  // the call stack are added by the interpreter when the diagnostic has none.
  Value fail(Diagnostic diagnostic) const;

  // Places for diagnostics. Found by parsing the caller's file again, so only for the failing path and
  // for targets that keep their span.
  Span callee_span() const;                            // `docker_build`
  Span positional_span(std::uint32_t i) const;         // the argument's expression
  Span named_span(std::uint32_t i) const;              // the value of name=value
  Span name_span(std::uint32_t i) const;               // `name`

 private:
  friend class Thread;
  friend struct CallAccess;  // the interpreter's own way to fill one
  Thread* thread_ = nullptr;
  Heap* heap_ = nullptr;
  void* host_ = nullptr;
  const Value* arguments_ = nullptr;  // positional, then the values of the named ones
  const Value* names_ = nullptr;
  std::uint32_t positional_count_ = 0;
  std::uint32_t named_count_ = 0;
  Value receiver_;
};

// A native function. Returns its result, or Value::failure() after Call::fail.
using NativeFunction = Value (*)(const Call&);

}  // namespace tiltc
