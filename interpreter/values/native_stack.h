#pragma once

#include <cstdint>

namespace tiltc::values {

// Visits every aligned word of the calling thread's stack, from the caller's frame outwards, and
// the callee-saved registers.
using WordVisitor = void (*)(void* context, std::uintptr_t word);
void visit_native_stack(WordVisitor visit, void* context);

}  // namespace tiltc::values
