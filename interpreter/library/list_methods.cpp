#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "library/arguments.h"
#include "library/method_tables.h"
#include "values/operations.h"

namespace tiltc::library {
namespace {

using values::HeapImpl;
using values::List;

List* list_of(const Call& call) {
  return values::as<List>(call.receiver());
}

bool may_change(const Call& call, std::string_view verb) {
  return values::check_mutable(heap_of(call), call.receiver(), verb);
}

Value append(const Call& call) {
  std::array<Value, 1> slots;
  if (!take(call, "append", 1, slots) || !may_change(call, "append to")) {
    return Value::failure();
  }
  heap_of(call).push(list_of(call), slots[0]);
  return Value::none();
}

Value clear(const Call& call) {
  if (!take(call, "clear", 0, {}) || !may_change(call, "clear")) {
    return Value::failure();
  }
  list_of(call)->size = 0;
  return Value::none();
}

Value extend(const Call& call) {
  std::array<Value, 1> slots;
  if (!take(call, "extend", 1, slots) || !may_change(call, "extend")) {
    return Value::failure();
  }
  return values::extend(heap_of(call), list_of(call), slots[0]) ? Value::none() : Value::failure();
}

// Counted from the end when negative, cut to [0, size].
std::size_t clamp_index(std::int64_t i, std::uint32_t size) {
  const std::int64_t from_start = i < 0 ? i + size : i;
  return static_cast<std::size_t>(std::clamp<std::int64_t>(from_start, 0, size));
}

Value index(const Call& call) {
  std::array<Value, 3> slots = {Value::none(), Value::none(), Value::none()};
  std::int64_t start = 0;
  std::int64_t end = list_of(call)->size;
  if (!take(call, "index", 1, slots) ||
      (!slots[1].is_none() && !want_bound(call, "index", "start", slots[1], start)) ||
      (!slots[2].is_none() && !want_bound(call, "index", "end", slots[2], end))) {
    return Value::failure();
  }
  HeapImpl& heap = heap_of(call);
  const List* list = list_of(call);
  const std::size_t last = clamp_index(end, list->size);
  for (std::size_t i = clamp_index(start, list->size); i < last; ++i) {
    const Value same = values::equal(heap, list->items[i], slots[0]);
    if (!same.is_false()) {
      return same.is_failure() ? same : Value::small_int(static_cast<std::int64_t>(i));
    }
  }
  return fail_call(call, "index", "value not in list");
}

Value insert(const Call& call) {
  std::array<Value, 2> slots;
  std::int64_t wanted = 0;
  if (!take(call, "insert", 2, slots) || !want_int(call, "insert", "index", slots[0], wanted) ||
      !may_change(call, "insert into")) {
    return Value::failure();
  }
  List* list = list_of(call);
  const std::size_t at = clamp_index(wanted, list->size);
  heap_of(call).push(list, slots[1]);
  std::rotate(list->items + at, list->items + list->size - 1, list->items + list->size);
  return Value::none();
}

void remove_at(List* list, std::size_t at) {
  std::copy(list->items + at + 1, list->items + list->size, list->items + at);
  --list->size;
}

Value pop(const Call& call) {
  std::array<Value, 1> slots = {Value::small_int(-1)};
  std::int64_t wanted = 0;
  if (!take(call, "pop", 0, slots) || !want_int(call, "pop", "i", slots[0], wanted)) {
    return Value::failure();
  }
  List* list = list_of(call);
  const std::int64_t at = wanted < 0 ? wanted + list->size : wanted;
  if (at < 0 || at >= list->size) {
    return fail_call(call, "pop",
                     list->size == 0 ? std::string("the list is empty")
                                     : fmt::format("index {} out of range [{}:{}]", wanted,
                                                   -std::int64_t{list->size}, list->size - 1));
  }
  if (!may_change(call, "pop from")) {
    return Value::failure();
  }
  const Value popped = list->items[at];
  remove_at(list, static_cast<std::size_t>(at));
  return popped;
}

Value remove(const Call& call) {
  std::array<Value, 1> slots;
  if (!take(call, "remove", 1, slots) || !may_change(call, "remove from")) {
    return Value::failure();
  }
  List* list = list_of(call);
  for (std::size_t i = 0; i < list->size; ++i) {
    const Value same = values::equal(heap_of(call), list->items[i], slots[0]);
    if (same.is_failure()) {
      return same;
    }
    if (same.is_true()) {
      remove_at(list, i);
      return Value::none();
    }
  }
  return fail_call(call, "remove", "element not found");
}

constexpr std::array<Method, 7> kMethods = {{{"append", append},
                                             {"clear", clear},
                                             {"extend", extend},
                                             {"index", index},
                                             {"insert", insert},
                                             {"pop", pop},
                                             {"remove", remove}}};

}  // namespace

std::span<const Method> list_methods() {
  return kMethods;
}

}  // namespace tiltc::library
