#pragma once

#include "values/heap_impl.h"

// Sets with sets, and dicts with dicts. Operands have been checked; results are new.
namespace tiltc::values {

Value union_of(HeapImpl& heap, Value a, Value b);  // of two sets or two dicts, whose right wins
Value set_intersection(HeapImpl& heap, Value a, Value b);
Value set_difference(HeapImpl& heap, Value a, Value b);
Value set_symmetric_difference(HeapImpl& heap, Value a, Value b);

// Puts every entry of `from` (perhaps the table itself) into the table.
void add_all(HeapImpl& heap, Table& table, const Table& from);

// A new set of the iterable's elements, or the set itself. failure(): not iterable, unhashable.
Value set_from(HeapImpl& heap, Value iterable);
bool is_subset_of(Table& a, Table& b);

}  // namespace tiltc::values
