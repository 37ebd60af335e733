#pragma once

#include "values/heap_impl.h"

namespace tiltc::values {

// a + b of structs: the fields of both, of equal names b's.
Value merge_structs(HeapImpl& heap, const Record& a, const Record& b);

}  // namespace tiltc::values
