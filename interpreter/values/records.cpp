#include "values/records.h"

#include "values/operations.h"

namespace tiltc::values {
namespace {

std::string_view name_of(const Record& record, std::uint32_t i) {
  return as<String>(record.shape->names()[i])->view();
}

// Merges two sorted lists of names; take(record, index) for each name of the result.
template <class Take>
void merge(const Record& a, const Record& b, const Take& take) {
  std::uint32_t i = 0;
  std::uint32_t k = 0;
  while (i < a.shape->size() || k < b.shape->size()) {
    const bool a_ended = i == a.shape->size();
    const int order =
        a_ended ? 1 : (k == b.shape->size() ? -1 : name_of(a, i).compare(name_of(b, k)));
    if (order < 0) {
      take(a, i++);
    } else {
      i += order == 0 ? 1 : 0;
      take(b, k++);
    }
  }
}

}  // namespace

Value merge_structs(HeapImpl& heap, const Record& a, const Record& b) {
  ValueVector names(heap);
  ValueVector fields(heap);
  merge(a, b, [&](const Record& from, std::uint32_t i) {
    names.items.push_back(from.shape->names()[i]);
    fields.items.push_back(from.values()[i]);
  });
  Record* made = heap.new_struct(heap.shape_of(names.items));
  std::copy(fields.items.begin(), fields.items.end(), made->values());
  return Value::object(made);
}

}  // namespace tiltc::values
