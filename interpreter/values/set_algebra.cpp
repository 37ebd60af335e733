#include "values/set_algebra.h"

#include "values/operations.h"
#include "values/table.h"

namespace tiltc::values {
namespace {

enum class Keep : std::uint8_t { kShared, kOwn };

// Copies to `made` the elements of `from` that `other` has too, or has not.
void copy_if(HeapImpl& heap, Set* made, const Set* from, Set* other, Keep keep) {
  each_entry(*from, [&](const Entry& entry) {
    if ((find(*other, entry.key, entry.hash) != nullptr) == (keep == Keep::kShared)) {
      insert(heap, *made, entry.key, Value::none(), entry.hash);
    }
  });
}

}  // namespace

void add_all(HeapImpl& heap, Table& table, const Table& from) {
  if (&table == &from) {
    return;
  }
  if (table.entries == nullptr) {
    copy_into(heap, table, from);
    return;
  }
  each_entry(from,
             [&](const Entry& entry) { insert(heap, table, entry.key, entry.value, entry.hash); });
}

Value union_of(HeapImpl& heap, Value a, Value b) {
  const bool set = a.is(Kind::kSet);
  Table* made = set ? static_cast<Table*>(heap.new_set()) : heap.new_dict();
  copy_into(heap, *made, *as<Table>(a));
  add_all(heap, *made, *as<Table>(b));
  return Value::object(made);
}

Value set_intersection(HeapImpl& heap, Value a, Value b) {
  // In the order of the second, as starlark-go has it.
  Set* made = heap.new_set();
  copy_if(heap, made, as<Set>(b), as<Set>(a), Keep::kShared);
  return Value::object(made);
}

Value set_difference(HeapImpl& heap, Value a, Value b) {
  Set* made = heap.new_set();
  copy_if(heap, made, as<Set>(a), as<Set>(b), Keep::kOwn);
  return Value::object(made);
}

Value set_symmetric_difference(HeapImpl& heap, Value a, Value b) {
  Set* made = heap.new_set();
  copy_if(heap, made, as<Set>(a), as<Set>(b), Keep::kOwn);
  copy_if(heap, made, as<Set>(b), as<Set>(a), Keep::kOwn);
  return Value::object(made);
}

Value set_from(HeapImpl& heap, Value iterable) {
  if (iterable.is(Kind::kSet)) {
    return iterable;
  }
  Set* made = heap.new_set();
  Iteration iteration(heap, iterable);
  Value element;
  while (iteration.ok() && iteration.next(element)) {
    if (!set_add(heap, made, element)) {
      return Value::failure();
    }
  }
  return iteration.ok() ? Value::object(made) : Value::failure();
}

bool is_subset_of(Table& a, Table& b) {
  for (std::uint32_t i = a.first; i < a.used; ++i) {
    const Entry& entry = a.entries[i];
    if (entry.live() && find(b, entry.key, entry.hash) == nullptr) {
      return false;
    }
  }
  return true;
}

}  // namespace tiltc::values
