#include <algorithm>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "values/describe.h"
#include "values/number.h"
#include "values/operations.h"
#include "values/sequences.h"

// x[low:high:step].
namespace tiltc::values {
namespace {

constexpr std::int64_t kAnywhere = std::numeric_limits<std::int64_t>::max();

struct Bounds {
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::int64_t step = 1;
  std::int64_t count = 0;
};

// `value` counted from the end when negative and cut to [least, most]; `absent` for None. False: no
// int.
bool cut(HeapImpl& heap, Value value, std::string_view what, std::int64_t size, std::int64_t least,
         std::int64_t most, std::int64_t& result) {
  if (value.is_none()) {
    return true;
  }
  const std::optional<std::int64_t> wanted = as_clamped_index(value);
  if (!wanted) {
    fail(heap, error("bad-index",
                     fmt::format("invalid {} index: got {}, want int", what, type_name(value))));
    return false;
  }
  result = std::clamp(*wanted < 0 ? *wanted + size : *wanted, least, most);
  return true;
}

bool step_of(HeapImpl& heap, Value value, std::int64_t& step) {
  if (value.is_none()) {
    return true;
  }
  const std::optional<std::int64_t> wanted = as_clamped_index(value);
  if (!wanted || *wanted == 0) {
    fail(heap, error("bad-index", wanted ? "zero is not a valid slice step"
                                         : fmt::format("invalid slice step: got {}, want int",
                                                       type_name(value))));
    return false;
  }
  step = std::max(*wanted, -std::numeric_limits<std::int64_t>::max());
  return true;
}

// With a positive step both lie in [0, size]; with a negative one the start in [-1, size - 1].
// Bounds in the wrong order become the same place: a range shows it.
std::optional<Bounds> bounds_of(HeapImpl& heap, std::int64_t size, Value low, Value high,
                                Value step_value) {
  std::int64_t step = 1;
  if (!step_of(heap, step_value, step)) {
    return std::nullopt;
  }
  const std::int64_t least = step > 0 ? 0 : -1;
  const std::int64_t most = step > 0 ? size : size - 1;
  std::int64_t start = step > 0 ? 0 : most;
  std::int64_t end = step > 0 ? size : -1;
  if (!cut(heap, low, "start", size, least, most, start) ||
      !cut(heap, high, "end", size, least, step > 0 ? most : kAnywhere, end)) {
    return std::nullopt;
  }
  (step > 0 ? end : start) = std::max(start, end);
  return Bounds{start, end, step, range_length(start, end, step)};
}

Value slice_text(HeapImpl& heap, Value text, const Bounds& its) {
  const std::string_view bytes = as<String>(text)->view();
  const auto start = static_cast<std::size_t>(its.start);
  const auto count = static_cast<std::size_t>(its.count);
  if (count == bytes.size() && its.step == 1) {
    return text;
  }
  if (its.step == 1) {
    return make_like(heap, text.kind(), bytes.substr(count == 0 ? 0 : start, count));
  }
  std::string picked;
  for (std::int64_t i = 0; i < its.count; ++i) {
    picked += bytes[static_cast<std::size_t>(its.start + i * its.step)];
  }
  return make_like(heap, text.kind(), picked);
}

void pick(const Value* from, const Bounds& its, Value* to) {
  for (std::int64_t i = 0; i < its.count; ++i) {
    to[i] = from[its.start + i * its.step];
  }
}

Value slice_list(HeapImpl& heap, const List* list, const Bounds& its) {
  List* made = heap.new_list(static_cast<std::size_t>(its.count));
  pick(list->items, its, made->items);
  made->size = static_cast<std::uint32_t>(its.count);
  return Value::object(made);
}

Value slice_tuple(HeapImpl& heap, const Tuple* tuple, const Bounds& its) {
  Tuple* made = heap.new_tuple(static_cast<std::size_t>(its.count));
  pick(tuple->items(), its, made->items());
  return Value::object(made);
}

// a + b * c in 64 bits, wrapping around: ends of ranges may lie beyond them.
std::int64_t place(std::int64_t a, std::int64_t b, std::int64_t c) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) +
                                   static_cast<std::uint64_t>(b) * static_cast<std::uint64_t>(c));
}

Value slice_range(HeapImpl& heap, const Range& range, const Bounds& its) {
  const std::int64_t step = place(0, range.step, its.step);
  Range* made = heap.new_range(place(range.start, its.start, range.step),
                               place(range.start, its.end, range.step), step == 0 ? 1 : step);
  made->length = its.count;
  return Value::object(made);
}

}  // namespace

Value slice(HeapImpl& heap, Value container, Value low, Value high, Value step) {
  const Kind kind = container.kind();
  const std::optional<std::int64_t> size = length_of(container);
  if (!size || kind == Kind::kDict || kind == Kind::kSet || kind > Kind::kRange) {
    return fail(heap, with_operands(error("not-sliceable", fmt::format("invalid slice operand {}",
                                                                       type_name(container))),
                                    {container}));
  }
  const std::optional<Bounds> bounds = bounds_of(heap, *size, low, high, step);
  if (!bounds) {
    return Value::failure();
  }
  switch (kind) {
    case Kind::kList:
      return slice_list(heap, as<List>(container), *bounds);
    case Kind::kTuple:
      return slice_tuple(heap, as<Tuple>(container), *bounds);
    case Kind::kRange:
      return slice_range(heap, *as<Range>(container), *bounds);
    default:
      return slice_text(heap, container, *bounds);
  }
}

}  // namespace tiltc::values
