#include <algorithm>
#include <array>
#include <vector>

#include "library/arguments.h"
#include "library/keyed_sort.h"
#include "library/universal_functions.h"
#include "values/operations.h"
#include "values/thread_hooks.h"

namespace tiltc::library::universal {
namespace {

using values::HeapImpl;
using values::List;

// key(element), or the element itself without a key function (failure()).
Value key_of(const Call& call, Value key, Value element) {
  return key.is_failure() ? element
                          : values::call_value(call.thread(), key, std::span(&element, 1));
}

bool is_key_function(const Call& call, std::string_view function, Value key) {
  if (key.is_failure() || key.is(Kind::kFunction) || key.is(Kind::kBuiltin)) {
    return true;
  }
  fail_type(call, function, "key", key, "callable");
  return false;
}

// The key of every element, as a list; nullptr: a call failed.
List* keys_of(const Call& call, Value key, const List* elements) {
  HeapImpl& heap = heap_of(call);
  List* keys = heap.new_list(elements->size);
  for (std::uint32_t i = 0; i < elements->size; ++i) {
    const Value its_key = key_of(call, key, elements->items[i]);
    if (its_key.is_failure()) {
      return nullptr;
    }
    heap.push(keys, its_key);
  }
  return keys;
}

// Sorts the elements in place.
Value sort_list(const Call& call, Value key, Value descending, List* elements) {
  const List* keys = key.is_failure() ? elements : keys_of(call, key, elements);
  if (keys == nullptr) {
    return Value::failure();
  }
  std::vector<Keyed> items(elements->size);
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i] = {keys->items[i], elements->items[i], 0};
  }
  if (!sort_keyed(heap_of(call), items, descending)) {
    return Value::failure();
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    elements->items[i] = items[i].element;
  }
  return Value::object(elements);
}

using Better = Value (*)(HeapImpl& heap, Value a, Value b);

bool key_argument(const Call& call, std::string_view function, Value& key) {
  if (call.named_count() == 0) {
    return true;
  }
  static constexpr std::array<std::string_view, 1> kParameters = {"key"};
  if (call.named_count() == 1 && call.name(0) == kParameters[0]) {
    key = call.named(0);
    return is_key_function(call, function, key);
  }
  const std::uint32_t wrong = call.name(0) == kParameters[0] ? 1 : 0;
  return fail_keyword(call, function, wrong, kParameters);
}

// Looks for the first element than which none is better.
class Extreme {
 public:
  Extreme(const Call& call, Value key, Better better) : call_(call), key_(key), better_(better) {}

  bool consider(Value element) {
    const Value its_key = key_of(call_, key_, element);
    if (its_key.is_failure()) {
      return false;
    }
    if (!best_.is_failure()) {
      const Value wins = better_(heap_of(call_), its_key, best_key_);
      if (!wins.is_true()) {
        return wins.is_false();
      }
    }
    best_ = element;
    best_key_ = its_key;
    return true;
  }

  Value best() const { return best_; }  // failure(): nothing was considered

 private:
  const Call& call_;
  Value key_;
  Better better_;
  Value best_ = Value::failure();
  Value best_key_;
};

Value extreme_element(const Call& call, std::string_view function, Extreme extreme) {
  values::Iteration iteration(heap_of(call), call.positional(0));
  Value element;
  while (iteration.ok() && iteration.next(element)) {
    if (!extreme.consider(element)) {
      return Value::failure();
    }
  }
  if (!iteration.ok()) {
    return Value::failure();
  }
  return extreme.best().is_failure() ? fail_call(call, function, "argument is an empty sequence")
                                     : extreme.best();
}

Value extreme_argument(const Call& call, Extreme extreme) {
  for (std::uint32_t i = 0; i < call.positional_count(); ++i) {
    if (!extreme.consider(call.positional(i))) {
      return Value::failure();
    }
  }
  return extreme.best();
}

// max() and min(), of several arguments or of the elements of one.
Value extreme(const Call& call, std::string_view function, Better better) {
  Value key = Value::failure();
  if (!key_argument(call, function, key)) {
    return Value::failure();
  }
  if (call.positional_count() == 0) {
    return call.fail(error("missing-argument",
                           std::string(function) + ": requires at least one positional argument"));
  }
  const Extreme extreme(call, key, better);
  return call.positional_count() == 1 ? extreme_element(call, function, extreme)
                                      : extreme_argument(call, extreme);
}

}  // namespace

Value max_function(const Call& call) {
  return extreme(call, "max", values::greater);
}
Value min_function(const Call& call) {
  return extreme(call, "min", values::less);
}

// The iteration lasts until the end, so that a key function cannot change the list.
Value sorted_function(const Call& call) {
  static constexpr std::array<std::string_view, 3> kParameters = {"iterable", "key", "reverse"};
  std::array<Value, 3> slots = {Value::none(), Value::failure(), Value::boolean(false)};
  if (!take_named(call, "sorted", kParameters, 1, slots) ||
      !is_key_function(call, "sorted", slots[1])) {
    return Value::failure();
  }
  if (!slots[2].is_bool()) {
    return fail_type(call, "sorted", "reverse", slots[2], "bool");
  }
  HeapImpl& heap = heap_of(call);
  List* elements = heap.new_list(0);
  values::Iteration iteration(heap, slots[0]);
  Value element;
  while (iteration.ok() && iteration.next(element)) {
    heap.push(elements, element);
  }
  return iteration.ok() ? sort_list(call, slots[1], slots[2], elements) : Value::failure();
}

}  // namespace tiltc::library::universal
