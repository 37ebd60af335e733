#include <algorithm>
#include <array>
#include <vector>

#include "library/arguments.h"
#include "library/universal_functions.h"
#include "values/number.h"
#include "values/operations.h"

namespace tiltc::library::universal {
namespace {

using values::HeapImpl;
using values::List;
using values::Tuple;

// Whether some element's truth is `wanted`; nothing: failed.
Value search(const Call& call, std::string_view function, Value wanted) {
  std::array<Value, 1> slots;
  if (!take(call, function, 1, slots)) {
    return Value::failure();
  }
  values::Iteration iteration(heap_of(call), slots[0]);
  Value element;
  while (iteration.ok() && iteration.next(element)) {
    if (truth(element) == wanted.is_true()) {
      return Value::boolean(true);
    }
  }
  return iteration.ok() ? Value::boolean(false) : Value::failure();
}

// The iterations of zip(): all are ended together.
class Parallel {
 public:
  explicit Parallel(HeapImpl& heap) : heap_(heap), iterables_(heap) {}
  ~Parallel() {
    for (const Value iterable : iterables_.items) {
      values::end_iteration(iterable);
    }
  }
  Parallel(const Parallel&) = delete;
  Parallel& operator=(const Parallel&) = delete;

  bool add(Value iterable) {
    const Value begun = values::begin_iteration(heap_, iterable);
    if (begun.is_failure()) {
      return false;
    }
    iterables_.items.push_back(begun);
    places_.push_back(0);
    return true;
  }

  // The next element of each as a tuple; nullptr: one has ended, or `interrupted`.
  Tuple* next(bool& interrupted) {
    interrupted = (++steps_ & 0x3FFU) == 0 && !heap_.check_interruption();
    if (interrupted) {
      return nullptr;
    }
    Tuple* row = heap_.new_tuple(places_.size());
    for (std::size_t i = 0; i < places_.size(); ++i) {
      Value element;
      if (!values::next_element(heap_, iterables_.items[i], places_[i], element)) {
        return nullptr;
      }
      row->items()[i] = element;
    }
    return row;
  }

 private:
  HeapImpl& heap_;
  values::ValueVector iterables_;
  std::vector<std::uint64_t> places_;
  std::uint32_t steps_ = 0;
};

}  // namespace

Value all_function(const Call& call) {
  const Value found = search(call, "all", Value::boolean(false));
  return found.is_failure() ? found : Value::boolean(found.is_false());
}

Value any_function(const Call& call) {
  return search(call, "any", Value::boolean(true));
}

Value enumerate_function(const Call& call) {
  std::array<Value, 2> slots = {Value::none(), Value::small_int(0)};
  std::int64_t number = 0;
  if (!take(call, "enumerate", 1, slots) ||
      !want_int(call, "enumerate", "start", slots[1], number)) {
    return Value::failure();
  }
  HeapImpl& heap = heap_of(call);
  List* made = heap.new_list(0);
  values::Iteration iteration(heap, slots[0]);
  Value element;
  while (iteration.ok() && iteration.next(element)) {
    Tuple* pair = heap.new_tuple(2);
    pair->items()[1] = element;
    pair->items()[0] = values::make_int(heap, number);
    heap.push(made, Value::object(pair));
    number += number < INT64_MAX ? 1 : 0;
  }
  return iteration.ok() ? Value::object(made) : Value::failure();
}

Value len_function(const Call& call) {
  std::array<Value, 1> slots;
  return take(call, "len", 1, slots) ? values::length(heap_of(call), slots[0]) : Value::failure();
}

Value reversed_function(const Call& call) {
  std::array<Value, 1> slots;
  if (!take(call, "reversed", 1, slots)) {
    return Value::failure();
  }
  List* made = heap_of(call).new_list(0);
  if (!values::extend(heap_of(call), made, slots[0])) {
    return Value::failure();
  }
  std::reverse(made->items, made->items + made->size);
  return Value::object(made);
}

Value zip_function(const Call& call) {
  if (call.named_count() > 0) {
    return take(call, "zip", 0, {}) ? Value::none() : Value::failure();
  }
  HeapImpl& heap = heap_of(call);
  Parallel parallel(heap);
  for (std::uint32_t i = 0; i < call.positional_count(); ++i) {
    if (!parallel.add(call.positional(i))) {
      return Value::failure();
    }
  }
  List* made = heap.new_list(0);
  bool interrupted = false;
  while (call.positional_count() > 0) {
    Tuple* row = parallel.next(interrupted);
    if (row == nullptr) {
      break;
    }
    heap.push(made, Value::object(row));
  }
  return interrupted ? Value::failure() : Value::object(made);
}

}  // namespace tiltc::library::universal
