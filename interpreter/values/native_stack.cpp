#include "values/native_stack.h"

#include <pthread.h>

#include <cstddef>

#include "base/check.h"

namespace tiltc::values {
namespace {

std::uintptr_t stack_end() {
  pthread_attr_t attributes;
  TILTC_CHECK(pthread_getattr_np(pthread_self(), &attributes) == 0);
  void* lowest = nullptr;
  std::size_t bytes = 0;
  pthread_attr_getstack(&attributes, &lowest, &bytes);
  pthread_attr_destroy(&attributes);
  return reinterpret_cast<std::uintptr_t>(lowest) + bytes;
}

// Reads frames of other functions, their padding too, which the sanitizers rightly forbid anyone
// else.
__attribute__((noinline, no_sanitize("address", "thread", "undefined"))) void scan(
    std::uintptr_t end, WordVisitor visit, void* context) {
  const auto* to = reinterpret_cast<const std::uintptr_t*>(end);
  for (auto* word = static_cast<const std::uintptr_t*>(__builtin_frame_address(0)); word < to;
       ++word) {
    visit(context, *word);
  }
}

}  // namespace

// __builtin_unwind_init spills every callee-saved register into this frame, which the scan covers
// (setjmp would not do: glibc scrambles some of them). Finding the stack's end reads
// /proc/self/maps for the main thread, so it is done once a thread.
__attribute__((noinline)) void visit_native_stack(WordVisitor visit, void* context) {
  thread_local const std::uintptr_t end = stack_end();
  __builtin_unwind_init();
  scan(end, visit, context);
  asm volatile("" ::: "memory");  // no tail call: this frame stays
}

}  // namespace tiltc::values
