#include <vector>

#include "values/heap_impl.h"
#include "values/trace.h"

namespace tiltc::values {

// The frozen mark doubles as "seen": what is frozen already reaches frozen things only. A stack of
// its own, because values nest as deep as a program likes.
void HeapImpl::freeze(Value value) {
  if (!value.is_object()) {
    return;
  }
  std::vector<Object*> pending = {value.object()};
  while (!pending.empty()) {
    Object* next = pending.back();
    pending.pop_back();
    if (next->frozen != 0) {
      continue;
    }
    next->frozen = 1;
    each_reference(*next, [&pending](Object* referred) {
      if (referred->frozen == 0 && has_references(*referred)) {
        pending.push_back(referred);
      }
    });
  }
}

}  // namespace tiltc::values
