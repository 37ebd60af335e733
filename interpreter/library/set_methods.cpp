#include <array>

#include "library/arguments.h"
#include "library/method_tables.h"
#include "values/operations.h"
#include "values/set_algebra.h"
#include "values/table.h"

namespace tiltc::library {
namespace {

using values::Entry;
using values::HeapImpl;
using values::Set;

Set* set_of(const Call& call) {
  return values::as<Set>(call.receiver());
}

bool may_change(const Call& call, std::string_view verb) {
  return values::check_mutable(heap_of(call), call.receiver(), verb);
}

Value add(const Call& call) {
  std::array<Value, 1> slots;
  const bool done =
      take(call, "add", 1, slots) && values::set_add(heap_of(call), set_of(call), slots[0]);
  return done ? Value::none() : Value::failure();
}

Value clear(const Call& call) {
  if (!take(call, "clear", 0, {}) || !may_change(call, "clear")) {
    return Value::failure();
  }
  values::clear(heap_of(call), *set_of(call));
  return Value::none();
}

// The set's entry of the only argument, which may be removed. `ok`: no error so far.
Entry* entry_to_remove(const Call& call, std::string_view function, bool& ok) {
  std::array<Value, 1> slots;
  ok = take(call, function, 1, slots) && may_change(call, "delete from");
  return ok ? values::lookup(heap_of(call), *set_of(call), slots[0], ok) : nullptr;
}

Value discard(const Call& call) {
  bool ok = true;
  if (Entry* entry = entry_to_remove(call, "discard", ok)) {
    values::erase(*set_of(call), entry);
  }
  return ok ? Value::none() : Value::failure();
}

Value remove(const Call& call) {
  bool ok = true;
  Entry* entry = entry_to_remove(call, "remove", ok);
  if (entry == nullptr) {
    return ok ? fail_call(call, "remove", "missing key " + repr(call.positional(0)))
              : Value::failure();
  }
  values::erase(*set_of(call), entry);
  return Value::none();
}

Value pop(const Call& call) {
  if (!take(call, "pop", 0, {}) || !may_change(call, "delete from")) {
    return Value::failure();
  }
  Entry* oldest = values::first_entry(*set_of(call));
  if (oldest == nullptr) {
    return fail_call(call, "pop", "empty set");
  }
  const Value popped = oldest->key;
  values::erase(*set_of(call), oldest);
  return popped;
}

using SetOperation = Value (*)(HeapImpl& heap, Value a, Value b);

// receiver OP set(argument).
Value combine(const Call& call, std::string_view function, SetOperation operation) {
  std::array<Value, 1> slots;
  if (!take(call, function, 1, slots)) {
    return Value::failure();
  }
  const Value other = values::set_from(heap_of(call), slots[0]);
  return other.is_failure() ? other : operation(heap_of(call), call.receiver(), other);
}

Value difference(const Call& call) {
  return combine(call, "difference", values::set_difference);
}
Value intersection(const Call& call) {
  return combine(call, "intersection", values::set_intersection);
}
Value symmetric_difference(const Call& call) {
  return combine(call, "symmetric_difference", values::set_symmetric_difference);
}
Value issubset(const Call& call) {
  return combine(call, "issubset", values::less_equal);
}
Value issuperset(const Call& call) {
  return combine(call, "issuperset", values::greater_equal);
}

// Adds the elements of every argument to the set.
bool add_arguments(const Call& call, std::string_view function, Set* set) {
  if (call.named_count() > 0) {
    return take(call, function, 0, {});
  }
  for (std::uint32_t i = 0; i < call.positional_count(); ++i) {
    const Value other = values::set_from(heap_of(call), call.positional(i));
    if (other.is_failure()) {
      return false;
    }
    values::add_all(heap_of(call), *set, *values::as<Set>(other));
  }
  return true;
}

Value union_method(const Call& call) {
  const Value copy = values::union_of(heap_of(call), call.receiver(), call.receiver());
  return add_arguments(call, "union", values::as<Set>(copy)) ? copy : Value::failure();
}

Value update(const Call& call) {
  const bool done = may_change(call, "update") && add_arguments(call, "update", set_of(call));
  return done ? Value::none() : Value::failure();
}

constexpr std::array<Method, 12> kMethods = {{{"add", add},
                                              {"clear", clear},
                                              {"difference", difference},
                                              {"discard", discard},
                                              {"intersection", intersection},
                                              {"issubset", issubset},
                                              {"issuperset", issuperset},
                                              {"pop", pop},
                                              {"remove", remove},
                                              {"symmetric_difference", symmetric_difference},
                                              {"union", union_method},
                                              {"update", update}}};

}  // namespace

std::span<const Method> set_methods() {
  return kMethods;
}

}  // namespace tiltc::library
