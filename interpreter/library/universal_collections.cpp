#include <array>
#include <limits>

#include <fmt/format.h>

#include "library/arguments.h"
#include "library/dict_update.h"
#include "library/universal_functions.h"
#include "values/operations.h"
#include "values/quote.h"
#include "values/set_algebra.h"
#include "values/table.h"

namespace tiltc::library::universal {
namespace {

using values::HeapImpl;
using values::List;

// A new list of the iterable's elements; nullptr: failed.
List* collect(HeapImpl& heap, Value iterable) {
  const std::int64_t expected =
      values::is_iterable(iterable) ? values::length_of(iterable).value_or(0) : 0;
  constexpr std::int64_t kReserved = 1 << 16;  // a range may say more than memory holds
  List* made = heap.new_list(static_cast<std::size_t>(std::min(expected, kReserved)));
  return values::extend(heap, made, iterable) ? made : nullptr;
}

// Only as much UTF-8 as the string holds: what is not becomes U+FFFD.
Value bytes_of_string(HeapImpl& heap, std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const values::Decoded decoded = values::decode_utf8(text);
    values::append_utf8(out, decoded.code_point);
    text.remove_prefix(decoded.width);
  }
  return heap.bytes(out);
}

Value bytes_of_ints(const Call& call, Value iterable) {
  std::string out;
  values::Iteration iteration(heap_of(call), iterable);
  Value element;
  while (iteration.ok() && iteration.next(element)) {
    const std::optional<std::int64_t> byte = as_int64(element);
    if (!byte || *byte < 0 || *byte > 255) {
      return fail_call(call, "bytes",
                       fmt::format("at index {}, want int in 0..255, got {}", out.size(),
                                   byte ? repr(element) : std::string(type_name(element))));
    }
    out += static_cast<char>(static_cast<unsigned char>(*byte));
  }
  return iteration.ok() ? heap_of(call).bytes(out) : Value::failure();
}

}  // namespace

Value bytes_function(const Call& call) {
  std::array<Value, 1> slots;
  if (!take(call, "bytes", 1, slots)) {
    return Value::failure();
  }
  if (values::is_string(slots[0])) {
    return bytes_of_string(heap_of(call), *as_string(slots[0]));
  }
  if (slots[0].is(Kind::kBytes)) {
    return slots[0];
  }
  return values::is_iterable(slots[0])
             ? bytes_of_ints(call, slots[0])
             : fail_type(call, "bytes", "x", slots[0], "string, bytes, or iterable of ints");
}

Value dict_function(const Call& call) {
  values::Dict* dict = heap_of(call).new_dict();
  return update_dict(call, "dict", dict) ? Value::object(dict) : Value::failure();
}

Value list_function(const Call& call) {
  std::array<Value, 1> slots = {Value::failure()};
  if (!take(call, "list", 0, slots)) {
    return Value::failure();
  }
  if (slots[0].is_failure()) {
    return Value::object(heap_of(call).new_list(0));
  }
  List* made = collect(heap_of(call), slots[0]);
  return made == nullptr ? Value::failure() : Value::object(made);
}

Value range_function(const Call& call) {
  std::array<Value, 3> slots = {Value::none(), Value::none(), Value::small_int(1)};
  std::array<std::int64_t, 3> numbers = {0, 0, 1};
  constexpr std::array<std::string_view, 3> kNames = {"start", "stop", "step"};
  if (!take(call, "range", 1, slots)) {
    return Value::failure();
  }
  if (call.positional_count() == 1) {
    slots[1] = slots[0];
    slots[0] = Value::small_int(0);
  }
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (!want_int(call, "range", kNames[i], slots[i], numbers[i])) {
      return Value::failure();
    }
  }
  if (numbers[2] == 0) {
    return fail_call(call, "range", "step argument must not be zero");
  }
  values::Range* made = heap_of(call).new_range(numbers[0], numbers[1], numbers[2]);
  return made->length < std::numeric_limits<std::int64_t>::max()
             ? Value::object(made)
             : fail_call(call, "range", "too many elements");
}

Value set_function(const Call& call) {
  std::array<Value, 1> slots = {Value::failure()};
  if (!take(call, "set", 0, slots)) {
    return Value::failure();
  }
  HeapImpl& heap = heap_of(call);
  if (slots[0].is_failure()) {
    return Value::object(heap.new_set());
  }
  return slots[0].is(Kind::kSet) ? values::union_of(heap, slots[0], slots[0])
                                 : values::set_from(heap, slots[0]);
}

Value tuple_function(const Call& call) {
  std::array<Value, 1> slots = {Value::failure()};
  if (!take(call, "tuple", 0, slots)) {
    return Value::failure();
  }
  HeapImpl& heap = heap_of(call);
  if (slots[0].is_failure() || slots[0].is(Kind::kTuple)) {
    return slots[0].is_failure() ? Value::object(heap.new_tuple(0)) : slots[0];
  }
  const List* elements = collect(heap, slots[0]);
  return elements == nullptr ? Value::failure() : heap.tuple(elements->view());
}

}  // namespace tiltc::library::universal
