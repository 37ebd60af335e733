#pragma once

#include <span>

#include "tiltc/call.h"

namespace tiltc {

// How the interpreter (and a test of a native function) makes a Call. `arguments` are the
// positional ones and then the values of `names`.
struct CallAccess {
  struct Parts {
    Thread* thread = nullptr;
    Heap* heap = nullptr;
    void* host = nullptr;
    const Value* arguments = nullptr;
    std::uint32_t positional_count = 0;
    const Value* names = nullptr;
    std::uint32_t named_count = 0;
    Value receiver;
  };

  static Call make(const Parts& parts) {
    Call call;
    call.thread_ = parts.thread;
    call.heap_ = parts.heap;
    call.host_ = parts.host;
    call.arguments_ = parts.arguments;
    call.names_ = parts.names;
    call.positional_count_ = parts.positional_count;
    call.named_count_ = parts.named_count;
    call.receiver_ = parts.receiver;
    return call;
  }

  static std::span<const Value> positional(const Call& call) {
    return {call.arguments_, call.positional_count_};
  }
  static std::span<const Value> named(const Call& call) {
    return {call.arguments_ + call.positional_count_, call.named_count_};
  }
  static std::span<const Value> names(const Call& call) { return {call.names_, call.named_count_}; }
};

}  // namespace tiltc
