#include <array>

#include "library/arguments.h"
#include "library/dict_update.h"
#include "library/method_tables.h"
#include "values/operations.h"
#include "values/print.h"
#include "values/table.h"

namespace tiltc::library {
namespace {

using values::Dict;
using values::Entry;
using values::HeapImpl;
using values::List;

Dict* dict_of(const Call& call) {
  return values::as<Dict>(call.receiver());
}

bool may_change(const Call& call, std::string_view verb) {
  return values::check_mutable(heap_of(call), call.receiver(), verb);
}

Value clear(const Call& call) {
  if (!take(call, "clear", 0, {}) || !may_change(call, "clear")) {
    return Value::failure();
  }
  values::clear(heap_of(call), *dict_of(call));
  return Value::none();
}

Value get(const Call& call) {
  std::array<Value, 2> slots = {Value::none(), Value::none()};
  if (!take(call, "get", 1, slots)) {
    return Value::failure();
  }
  bool ok = true;
  const Entry* entry = values::lookup(heap_of(call), *dict_of(call), slots[0], ok);
  if (!ok) {
    return Value::failure();
  }
  return entry != nullptr ? entry->value : slots[1];
}

Value items(const Call& call) {
  if (!take(call, "items", 0, {})) {
    return Value::failure();
  }
  HeapImpl& heap = heap_of(call);
  const Dict* dict = dict_of(call);
  List* made = heap.new_list(dict->size);
  values::each_entry(*dict, [&](const Entry& entry) {
    values::Tuple* pair = heap.new_tuple(2);
    pair->items()[0] = entry.key;
    pair->items()[1] = entry.value;
    heap.push(made, Value::object(pair));
  });
  return Value::object(made);
}

Value keys(const Call& call) {
  if (!take(call, "keys", 0, {})) {
    return Value::failure();
  }
  HeapImpl& heap = heap_of(call);
  List* made = heap.new_list(dict_of(call)->size);
  values::each_entry(*dict_of(call), [&](const Entry& entry) { heap.push(made, entry.key); });
  return Value::object(made);
}

Value values_method(const Call& call) {
  if (!take(call, "values", 0, {})) {
    return Value::failure();
  }
  HeapImpl& heap = heap_of(call);
  List* made = heap.new_list(dict_of(call)->size);
  values::each_entry(*dict_of(call), [&](const Entry& entry) { heap.push(made, entry.value); });
  return Value::object(made);
}

Value pop(const Call& call) {
  std::array<Value, 2> slots = {Value::none(), Value::failure()};
  if (!take(call, "pop", 1, slots) || !may_change(call, "delete from")) {
    return Value::failure();
  }
  bool ok = true;
  Entry* entry = values::lookup(heap_of(call), *dict_of(call), slots[0], ok);
  if (entry != nullptr) {
    const Value popped = entry->value;
    values::erase(*dict_of(call), entry);
    return popped;
  }
  if (!ok || !slots[1].is_failure()) {
    return ok ? slots[1] : Value::failure();
  }
  return fail_call(call, "pop", "missing key " + repr(slots[0]));
}

Value popitem(const Call& call) {
  if (!take(call, "popitem", 0, {}) || !may_change(call, "delete from")) {
    return Value::failure();
  }
  if (dict_of(call)->size == 0) {
    return fail_call(call, "popitem", "empty dict");
  }
  values::Tuple* pair = heap_of(call).new_tuple(2);
  Entry* oldest = values::first_entry(*dict_of(call));
  pair->items()[0] = oldest->key;
  pair->items()[1] = oldest->value;
  values::erase(*dict_of(call), oldest);
  return Value::object(pair);
}

Value setdefault(const Call& call) {
  std::array<Value, 2> slots = {Value::none(), Value::none()};
  if (!take(call, "setdefault", 1, slots)) {
    return Value::failure();
  }
  bool ok = true;
  const Entry* entry = values::lookup(heap_of(call), *dict_of(call), slots[0], ok);
  if (entry != nullptr) {
    return entry->value;
  }
  ok = ok && values::dict_set(heap_of(call), dict_of(call), slots[0], slots[1]);
  return ok ? slots[1] : Value::failure();
}

Value update(const Call& call) {
  const bool done = may_change(call, "update") && update_dict(call, "update", dict_of(call));
  return done ? Value::none() : Value::failure();
}

constexpr std::array<Method, 9> kMethods = {{{"clear", clear},
                                             {"get", get},
                                             {"items", items},
                                             {"keys", keys},
                                             {"pop", pop},
                                             {"popitem", popitem},
                                             {"setdefault", setdefault},
                                             {"update", update},
                                             {"values", values_method}}};

}  // namespace

std::span<const Method> dict_methods() {
  return kMethods;
}

}  // namespace tiltc::library
