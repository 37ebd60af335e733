#include "values/sequences.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "values/big_int.h"
#include "values/number.h"
#include "values/operations.h"

namespace tiltc::values {
namespace {

String* new_like(HeapImpl& heap, Kind kind, std::size_t length) {
  const auto count = static_cast<std::uint32_t>(length);
  return kind == Kind::kBytes ? heap.new_bytes(count) : heap.new_string(count);
}

bool check_length(HeapImpl& heap, std::uint64_t bytes) {
  if (bytes >= kMaxStringBytes) {
    fail(heap, error("too-large", fmt::format("string of {} bytes is too long", bytes))
                   .note("a string may have up to 1,073,741,823 bytes"));
    return false;
  }
  return heap.check_room(bytes);
}

bool check_elements(HeapImpl& heap, std::uint64_t count) {
  if (count >= kMaxRepeat) {
    fail(heap, error("too-large", fmt::format("sequence of {} elements is too long", count)));
    return false;
  }
  return heap.check_room(count * sizeof(Value));
}

// Fills [0, total) with copies of [0, unit), doubling what is there, in steps of a few milliseconds
// at most. False: the program is to stop, which is recorded.
template <class T>
bool repeat_into(const HeapImpl& heap, T* items, std::size_t unit, std::size_t total) {
  constexpr std::size_t kStep = (std::size_t{4} << 20U) / sizeof(T);
  for (std::size_t have = unit; have < total;) {
    // What is copied begins at a multiple of the unit.
    const std::size_t whole = std::max(unit, kStep / unit * unit);
    const std::size_t more = std::min({have, total - have, whole});
    std::copy_n(items, more, items + have);
    have += more;
    if (more == whole && !heap.check_interruption()) {
      return false;
    }
  }
  return true;
}

Value repeat_text(HeapImpl& heap, Value text, std::size_t count) {
  const std::size_t unit = as<String>(text)->length;
  if (!check_length(heap, std::uint64_t{unit} * count)) {
    return Value::failure();
  }
  String* made = new_like(heap, text.kind(), unit * count);
  if (unit * count > 0) {
    std::memcpy(made->data(), as<String>(text)->data(), unit);
    if (!repeat_into(heap, made->data(), unit, unit * count)) {
      return Value::failure();
    }
  }
  return Value::object(made);
}

Value repeat_list(HeapImpl& heap, Value list, std::size_t count) {
  const std::size_t unit = as<List>(list)->size;
  if (!check_elements(heap, std::uint64_t{unit} * count)) {
    return Value::failure();
  }
  List* made = heap.new_list(unit * count);
  if (unit * count > 0) {
    std::copy_n(as<List>(list)->items, unit, made->items);
    if (!repeat_into(heap, made->items, unit, unit * count)) {
      return Value::failure();
    }
    made->size = static_cast<std::uint32_t>(unit * count);
  }
  return Value::object(made);
}

Value repeat_tuple(HeapImpl& heap, Value tuple, std::size_t count) {
  const std::size_t unit = as<Tuple>(tuple)->size();
  if (!check_elements(heap, std::uint64_t{unit} * count)) {
    return Value::failure();
  }
  Tuple* made = heap.new_tuple(unit * count);
  if (unit * count > 0) {
    std::copy_n(as<Tuple>(tuple)->items(), unit, made->items());
    if (!repeat_into(heap, made->items(), unit, unit * count)) {
      return Value::failure();
    }
  }
  return Value::object(made);
}

}  // namespace

Value make_like(HeapImpl& heap, Kind kind, std::string_view bytes) {
  if (!check_length(heap, bytes.size())) {
    return Value::failure();
  }
  return kind == Kind::kBytes ? heap.bytes(bytes) : heap.string(bytes);
}

Value make_string(HeapImpl& heap, std::string_view bytes) {
  return make_like(heap, Kind::kString, bytes);
}

Value concat_text(HeapImpl& heap, Value a, Value b) {
  const std::size_t first = as<String>(a)->length;
  const std::size_t second = as<String>(b)->length;
  if (first == 0 || second == 0) {
    return first == 0 ? b : a;
  }
  if (!check_length(heap, std::uint64_t{first} + second)) {
    return Value::failure();
  }
  String* made = new_like(heap, a.kind(), first + second);
  std::memcpy(made->data(), as<String>(a)->data(), first);
  std::memcpy(made->data() + first, as<String>(b)->data(), second);
  return Value::object(made);
}

Value concat_lists(HeapImpl& heap, Value a, Value b) {
  const std::size_t first = as<List>(a)->size;
  const std::size_t second = as<List>(b)->size;
  if (!check_elements(heap, std::uint64_t{first} + second)) {
    return Value::failure();
  }
  List* made = heap.new_list(first + second);
  std::copy_n(as<List>(a)->items, first, made->items);
  std::copy_n(as<List>(b)->items, second, made->items + first);
  made->size = static_cast<std::uint32_t>(first + second);
  return Value::object(made);
}

Value concat_tuples(HeapImpl& heap, Value a, Value b) {
  const std::size_t first = as<Tuple>(a)->size();
  const std::size_t second = as<Tuple>(b)->size();
  if (!check_elements(heap, std::uint64_t{first} + second)) {
    return Value::failure();
  }
  Tuple* made = heap.new_tuple(first + second);
  std::copy_n(as<Tuple>(a)->items(), first, made->items());
  std::copy_n(as<Tuple>(b)->items(), second, made->items() + first);
  return Value::object(made);
}

std::optional<Value> repeat(HeapImpl& heap, Value sequence, Value count) {
  const Kind kind = sequence.kind();
  const bool text = kind == Kind::kString || kind == Kind::kBytes;
  if (!count.is(Kind::kInt) || (!text && kind != Kind::kList && kind != Kind::kTuple)) {
    return std::nullopt;
  }
  const auto times =
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, *as_clamped_index(count)));
  const std::uint64_t unit = static_cast<std::uint64_t>(*length_of(sequence));
  if (unit != 0 && times >= kMaxRepeat / unit) {
    return fail(heap, error("too-large", fmt::format("excessive repeat ({} * {} elements)", unit,
                                                     int_to_string(count)))
                          .note("a repeated sequence may have up to 1,073,741,823 elements"));
  }
  const std::size_t total = unit == 0 ? 0 : static_cast<std::size_t>(times);
  if (text) {
    return repeat_text(heap, sequence, total);
  }
  return kind == Kind::kList ? repeat_list(heap, sequence, total)
                             : repeat_tuple(heap, sequence, total);
}

std::optional<std::int64_t> as_clamped_index(Value value) {
  if (value.is_small_int()) {
    return value.small_int();
  }
  if (!value.is(Kind::kInt)) {
    return std::nullopt;
  }
  const std::int64_t far = int_sign(value) < 0 ? std::numeric_limits<std::int64_t>::min()
                                               : std::numeric_limits<std::int64_t>::max();
  return as_int64(value).value_or(far);
}

}  // namespace tiltc::values
