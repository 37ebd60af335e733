#include <algorithm>

#include <fmt/format.h>

#include "tiltc/host_object.h"
#include "values/describe.h"
#include "values/number.h"
#include "values/operations.h"
#include "values/quote.h"
#include "values/table.h"

// for loops and everything that takes an iterable.
namespace tiltc::values {
namespace {

bool counts_iterations(Value value) {
  return value.is(Kind::kList) || value.is(Kind::kDict) || value.is(Kind::kSet);
}

Value fail_iterable(HeapImpl& heap, Value value) {
  Diagnostic what =
      error("not-iterable", fmt::format("{} value is not iterable", type_name(value)));
  if (is_string(value)) {
    what.with_help("x.elems() gives the bytes, x.codepoints() the characters of a string");
  }
  return fail(heap, with_operands(std::move(what), {value}));
}

Value host_keys(HeapImpl& heap, Value host) {
  ValueVector keys(heap);
  keys.items = host_object(host)->keys(heap);
  return heap.list(keys.items);
}

bool next_entry(const Table& table, std::uint64_t& place, Value& element) {
  place = std::max<std::uint64_t>(place, table.first);
  while (place < table.used && !table.entries[place].live()) {
    ++place;
  }
  if (place >= table.used) {
    return false;
  }
  element = table.entries[place++].key;
  return true;
}

bool next_code_point(HeapImpl& heap, const Elems& elems, std::uint64_t& place, Value& element) {
  const std::string_view rest = elems.string->view().substr(static_cast<std::size_t>(place));
  if (rest.empty()) {
    return false;
  }
  const Decoded decoded = decode_utf8(rest);
  place += decoded.width;
  if (elems.form() == Elems::kCodepointOrds) {
    element = Value::small_int(decoded.code_point);
    return true;
  }
  std::string text;
  append_utf8(text, decoded.code_point);
  element = heap.string(text);
  return true;
}

bool next_elem(HeapImpl& heap, const Elems& elems, std::uint64_t& place, Value& element) {
  if (elems.form() >= Elems::kCodepoints) {
    return next_code_point(heap, elems, place, element);
  }
  if (place >= elems.string->length) {
    return false;
  }
  const auto byte = static_cast<unsigned char>(elems.string->data()[place++]);
  const bool ords = elems.form() == Elems::kElemOrds || elems.kind == Kind::kBytesElems;
  element = ords ? Value::small_int(byte) : heap.byte_string(byte);
  return true;
}

bool next_item(std::span<const Value> items, std::uint64_t& place, Value& element) {
  if (place >= items.size()) {
    return false;
  }
  element = items[static_cast<std::size_t>(place++)];
  return true;
}

bool next_number(HeapImpl& heap, const Range& range, std::uint64_t& place, Value& element) {
  if (place >= static_cast<std::uint64_t>(range.length)) {
    return false;
  }
  element = make_int(heap, range.at(static_cast<std::int64_t>(place++)));
  return true;
}

}  // namespace

bool is_iterable(Value value) {
  switch (value.kind()) {
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kDict:
    case Kind::kSet:
    case Kind::kRange:
    case Kind::kStringElems:
    case Kind::kBytesElems:
      return true;
    case Kind::kHost:
      return host_object(value)->is_mapping();
    default:
      return false;
  }
}

Value begin_iteration(HeapImpl& heap, Value iterable) {
  if (!is_iterable(iterable)) {
    return fail_iterable(heap, iterable);
  }
  if (iterable.is(Kind::kHost)) {
    return host_keys(heap, iterable);
  }
  if (counts_iterations(iterable) && iterable.object()->frozen == 0) {
    ++iterable.object()->extra;
  }
  return iterable;
}

bool next_element(HeapImpl& heap, Value iterable, std::uint64_t& place, Value& element) {
  switch (iterable.kind()) {
    case Kind::kList:
      return next_item(as<List>(iterable)->view(), place, element);
    case Kind::kTuple:
      return next_item(as<Tuple>(iterable)->view(), place, element);
    case Kind::kDict:
    case Kind::kSet:
      return next_entry(*as<Table>(iterable), place, element);
    case Kind::kRange:
      return next_number(heap, *as<Range>(iterable), place, element);
    default:
      return next_elem(heap, *as<Elems>(iterable), place, element);
  }
}

// A container may have been frozen since the iteration began; then the count means nothing any
// more.
void end_iteration(Value iterable) {
  if (counts_iterations(iterable) && iterable.object()->frozen == 0 &&
      iterable.object()->extra > 0) {
    --iterable.object()->extra;
  }
}

bool check_mutable(HeapImpl& heap, Value container, std::string_view verb) {
  const Object* object = container.object();
  if (object->frozen == 0 && object->extra == 0) [[likely]] {
    return true;
  }
  const std::string_view type = type_name(container);
  if (object->frozen != 0) {
    fail(heap,
         with_operands(error("frozen", fmt::format("cannot {} frozen {}", verb, type))
                           .note("values become immutable when the file that made them has run")
                           .with_help(fmt::format("change a copy: {}(…)", type)),
                       {container}));
  } else {
    fail(heap,
         with_operands(error("changed-during-iteration",
                             fmt::format("cannot {} {} during iteration", verb, type))
                           .with_help(fmt::format("loop over a copy: `for x in {}(...)`", type)),
                       {container}));
  }
  return false;
}

bool extend(HeapImpl& heap, List* list, Value iterable) {
  if (iterable.is(Kind::kList) || iterable.is(Kind::kTuple)) {
    const std::size_t count = as_sequence(iterable)->size();
    heap.reserve(list, list->size + count);
    const Value* from = as_sequence(iterable)->data();  // after reserve: it may be the list itself
    std::copy_n(from, count, list->items + list->size);
    list->size += static_cast<std::uint32_t>(count);
    return true;
  }
  // A range says how much it needs before it has taken half of it.
  constexpr std::int64_t kMost = std::int64_t{1} << 50U;
  const std::int64_t length = is_iterable(iterable) ? length_of(iterable).value_or(0) : 0;
  if (!heap.check_room(static_cast<std::uint64_t>(std::min(length, kMost)) * sizeof(Value))) {
    return false;
  }
  Iteration iteration(heap, iterable);
  Value element;
  while (iteration.ok() && iteration.next(element)) {
    heap.push(list, element);
  }
  return iteration.ok();
}

bool unpack(HeapImpl& heap, Value iterable, std::span<Value> targets) {
  if (const auto sequence = as_sequence(iterable); sequence && sequence->size() == targets.size()) {
    std::copy(sequence->begin(), sequence->end(), targets.begin());
    return true;
  }
  if (!is_iterable(iterable)) {
    fail(heap, with_operands(error("bad-unpacking", fmt::format("got {} in sequence assignment",
                                                                type_name(iterable))),
                             {iterable}));
    return false;
  }
  Iteration iteration(heap, iterable);
  std::size_t count = 0;
  Value element;
  while (count <= targets.size() && iteration.next(element)) {
    if (count < targets.size()) {
      targets[count] = element;
    }
    ++count;
  }
  if (count == targets.size()) {
    return true;
  }
  const std::string message = fmt::format(
      "too {} values to unpack (got {}, want {})", count < targets.size() ? "few" : "many",
      length_of(iterable).value_or(static_cast<std::int64_t>(count)), targets.size());
  fail(heap, with_operands(error("bad-unpacking", message), {iterable}));
  return false;
}

}  // namespace tiltc::values
