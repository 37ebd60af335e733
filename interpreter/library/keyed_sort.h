#pragma once

#include <cstdint>
#include <vector>

#include "values/heap_impl.h"

// Sorting by keys that are known.
namespace tiltc::library {

// An element with what it is ordered by. Whoever sorts keeps both alive.
struct Keyed {
  Value key;
  Value element;
  std::uint64_t rank = 0;  // of sort_keyed: orders the keys as far as one number can
};

// Sorts as `<` orders the keys. Stable in both directions: equal elements keep their order. False:
// two keys have no order; the heap's fault says which.
bool sort_keyed(values::HeapImpl& heap, std::vector<Keyed>& items, Value descending);

}  // namespace tiltc::library
