#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "tiltc/host_object.h"
#include "values/big_int.h"
#include "values/describe.h"
#include "values/number.h"
#include "values/operations.h"
#include "values/print.h"
#include "values/sequences.h"
#include "values/suggest.h"
#include "values/table.h"
#include "values/text_search.h"

// x[i], x[i] = v, x in y, len(x).
namespace tiltc::values {
namespace {

Value fail_index(HeapImpl& heap, Value container, std::int64_t i, std::int64_t size) {
  const std::string_view type = type_name(container);
  std::string message =
      size == 0 ? fmt::format("index {} out of range: empty {}", i, type)
                : fmt::format("{} index {} out of range [{}:{}]", type, i, -size, size - 1);
  return fail(heap, with_operands(error("index-out-of-range", std::move(message)), {container}));
}

// Counted from the end when negative; nothing, with the reason recorded: no index of the container.
std::optional<std::int64_t> position(HeapImpl& heap, Value container, Value key,
                                     std::int64_t size) {
  const std::optional<std::int64_t> wanted = as_clamped_index(key);
  if (!wanted) {
    fail(heap, with_operands(error("bad-index", fmt::format("{} index: got {}, want int",
                                                            type_name(container), type_name(key))),
                             {container, key}));
    return std::nullopt;
  }
  const std::int64_t i = *wanted < 0 ? *wanted + size : *wanted;
  if (i < 0 || i >= size) {
    fail_index(heap, container, *wanted, size);
    return std::nullopt;
  }
  return i;
}

constexpr std::size_t kMostKeysShown = 8;

Value fail_key(HeapImpl& heap, Table& table, Value key) {
  std::string shown;
  append_repr(shown, key);
  Diagnostic what = error("no-such-key", fmt::format("key {} not in dict", shown));
  std::vector<std::string> keys;
  if (is_string(key)) {
    each_entry(table, [&](const Entry& entry) {
      if (is_string(entry.key) && keys.size() < 1000) {
        keys.emplace_back(as<String>(entry.key)->view());
      }
    });
    suggest(what, as<String>(key)->view(), keys);
  }
  if (what.help.empty() && !keys.empty() && keys.size() <= kMostKeysShown) {
    what.note(fmt::format("its keys are {}", join(keys, ", ")));
  }
  return fail(heap, std::move(what));
}

Value dict_item(HeapImpl& heap, Dict* dict, Value key) {
  bool ok = true;
  const Entry* entry = lookup(heap, *dict, key, ok);
  if (!ok) {
    return Value::failure();
  }
  return entry != nullptr ? entry->value : fail_key(heap, *dict, key);
}

Value host_item(HeapImpl& heap, Value host, Value key) {
  HostObject* object = as<Host>(host)->object;
  if (const std::optional<Value> found = object->get_item(heap, key)) {
    return *found;
  }
  std::string shown;
  append_repr(shown, key);
  return fail(heap,
              error("no-such-key", fmt::format("key {} not in {}", shown, object->type_name())));
}

Value element_at(HeapImpl& heap, Value container, std::int64_t i) {
  const auto at = static_cast<std::size_t>(i);
  switch (container.kind()) {
    case Kind::kList:
      return as<List>(container)->items[at];
    case Kind::kTuple:
      return as<Tuple>(container)->items()[at];
    case Kind::kString:
      return heap.byte_string(static_cast<unsigned char>(as<String>(container)->data()[at]));
    case Kind::kBytes:
      return make_like(heap, Kind::kBytes, as<String>(container)->view().substr(at, 1));
    case Kind::kRange:
      return make_int(heap, as<Range>(container)->at(i));
    default: {
      const Elems* elems = as<Elems>(container);
      const auto byte = static_cast<unsigned char>(elems->string->data()[at]);
      return elems->form() == Elems::kElemOrds ? Value::small_int(byte) : heap.byte_string(byte);
    }
  }
}

Value fail_contains(HeapImpl& heap, std::string_view container, std::string_view wanted,
                    Value item) {
  return fail(heap, error("unsupported-operands",
                          fmt::format("'in <{}>' requires {} as left operand, not {}", container,
                                      wanted, type_name(item))));
}

Value sequence_contains(HeapImpl& heap, std::span<const Value> elements, Value item) {
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const Value same = equal(heap, elements[i], item);
    if (!same.is_false()) {
      return same;
    }
    if ((i & 0xFFFU) == 0xFFFU && !heap.check_interruption()) {
      return Value::failure();
    }
  }
  return Value::boolean(false);
}

Value range_contains(HeapImpl& heap, const Range& range, Value item) {
  if (!item.is(Kind::kInt) && !item.is(Kind::kFloat)) {
    return fail_contains(heap, "range", "integer", item);
  }
  const Value whole = item.is(Kind::kInt) ? item : Value::none();
  std::optional<std::int64_t> wanted = as_int64(whole);
  if (const std::optional<double> real = as_float(item)) {
    const bool integral =
        *real == static_cast<double>(static_cast<std::int64_t>(std::clamp(*real, -0x1p62, 0x1p62)));
    wanted = integral ? std::optional(static_cast<std::int64_t>(*real)) : std::nullopt;
  }
  if (!wanted || range.length == 0) {
    return Value::boolean(false);
  }
  const Wide distance = Wide{*wanted} - range.start;
  const Wide place = distance / range.step;
  return Value::boolean(distance % range.step == 0 && place >= 0 && place < range.length);
}

Value bytes_contain(HeapImpl& heap, std::string_view bytes, Value item) {
  if (item.is_small_int()) {
    const std::int64_t byte = item.small_int();
    if (byte < 0 || byte > 255) {
      return fail(
          heap, error("unsupported-operands", fmt::format("int in bytes: {} out of range", byte)));
    }
    return Value::boolean(bytes.find(static_cast<char>(byte)) != std::string_view::npos);
  }
  return item.is(Kind::kBytes)
             ? Value::boolean(find_text(bytes, as<String>(item)->view()) != std::string_view::npos)
             : fail_contains(heap, "bytes", "bytes or int", item);
}

Value string_contains(HeapImpl& heap, std::string_view text, Value item) {
  if (!is_string(item)) {
    return fail_contains(heap, "string", "string", item);
  }
  return Value::boolean(find_text(text, as<String>(item)->view()) != std::string_view::npos);
}

// No dict has an unhashable key; to ask a set for one is an error.
Value table_contains(HeapImpl& heap, Table& table, Value item) {
  bool ok = true;
  const Entry* entry = lookup(heap, table, item, ok);
  if (!ok && table.kind == Kind::kSet) {
    return Value::failure();
  }
  if (!ok) {
    heap.fault().clear();
  }
  return Value::boolean(entry != nullptr);
}

bool set_element(HeapImpl& heap, Value list, Value key, Value value) {
  if (!check_mutable(heap, list, "assign to element of")) {
    return false;
  }
  const auto i = position(heap, list, key, as<List>(list)->size);
  if (i) {
    as<List>(list)->items[*i] = value;
  }
  return i.has_value();
}

bool is_host_mapping(Value value) {
  const HostObject* object = host_object(value);
  return object != nullptr && object->is_mapping();
}

bool fail_assignment(HeapImpl& heap, Value container) {
  fail(heap, with_operands(
                 error("not-assignable", fmt::format("{} value does not support item assignment",
                                                     type_name(container))),
                 {container}));
  return false;
}

bool set_host_item(HeapImpl& heap, Value host, Value key, Value value) {
  return host_object(host)->set_item(key, value) || heap.fault().pending()
             ? !heap.fault().pending()
             : fail_assignment(heap, host);
}

}  // namespace

Value index(HeapImpl& heap, Value container, Value key) {
  const Kind kind = container.kind();
  if (kind == Kind::kDict) {
    return dict_item(heap, as<Dict>(container), key);
  }
  if (kind == Kind::kHost && is_host_mapping(container)) {
    return host_item(heap, container, key);
  }
  const std::optional<std::int64_t> size = length_of(container);
  if (!size || kind == Kind::kSet) {
    return fail(heap, with_operands(
                          error("not-indexable", fmt::format("unhandled index operation {}[{}]",
                                                             type_name(container), type_name(key))),
                          {container}));
  }
  const std::optional<std::int64_t> i = position(heap, container, key, *size);
  return i ? element_at(heap, container, *i) : Value::failure();
}

bool set_index(HeapImpl& heap, Value container, Value key, Value value) {
  switch (container.kind()) {
    case Kind::kList:
      return set_element(heap, container, key, value);
    case Kind::kDict:
      return dict_set(heap, as<Dict>(container), key, value);
    case Kind::kHost:
      if (is_host_mapping(container)) {
        return set_host_item(heap, container, key, value);
      }
      [[fallthrough]];
    default:
      return fail_assignment(heap, container);
  }
}

Value contains(HeapImpl& heap, Value container, Value item) {
  switch (container.kind()) {
    case Kind::kList:
      return sequence_contains(heap, as<List>(container)->view(), item);
    case Kind::kTuple:
      return sequence_contains(heap, as<Tuple>(container)->view(), item);
    case Kind::kDict:
    case Kind::kSet:
      return table_contains(heap, *as<Table>(container), item);
    case Kind::kString:
      return string_contains(heap, as<String>(container)->view(), item);
    case Kind::kBytes:
      return bytes_contain(heap, as<String>(container)->view(), item);
    case Kind::kRange:
      return range_contains(heap, *as<Range>(container), item);
    case Kind::kHost:
      if (is_host_mapping(container)) {
        return Value::boolean(host_object(container)->get_item(heap, item).has_value());
      }
      [[fallthrough]];
    default:
      return fail(heap, with_operands(error("unsupported-operands",
                                            fmt::format("unknown binary op: {} in {}",
                                                        type_name(item), type_name(container))),
                                      {item, container}));
  }
}

std::optional<std::int64_t> length_of(Value value) {
  switch (value.kind()) {
    case Kind::kString:
    case Kind::kBytes:
      return as<String>(value)->length;
    case Kind::kList:
      return as<List>(value)->size;
    case Kind::kTuple:
      return as<Tuple>(value)->size();
    case Kind::kDict:
    case Kind::kSet:
      return as<Table>(value)->size;
    case Kind::kRange:
      return as<Range>(value)->length;
    case Kind::kStringElems:
      if (as<Elems>(value)->form() < Elems::kCodepoints) {
        return as<Elems>(value)->string->length;
      }
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

Value length(HeapImpl& heap, Value value) {
  if (const std::optional<std::int64_t> size = length_of(value)) {
    return make_int(heap, *size);
  }
  if (is_host_mapping(value)) {
    return Value::small_int(static_cast<std::int64_t>(host_object(value)->keys(heap).size()));
  }
  return fail(heap, with_operands(error("no-length", fmt::format("len: value of type {} has no len",
                                                                 type_name(value))),
                                  {value}));
}

Value copy_template(HeapImpl& heap, Value pattern) {
  if (pattern.is(Kind::kList)) {
    List* made = heap.new_list(as<List>(pattern)->size);
    for (const Value element : as<List>(pattern)->view()) {
      heap.push(made, copy_template(heap, element));
    }
    return Value::object(made);
  }
  if (!pattern.is(Kind::kDict)) {
    return pattern;
  }
  Dict* made = heap.new_dict();
  copy_into(heap, *made, *as<Dict>(pattern));
  for (std::uint32_t i = made->first; i < made->used; ++i) {
    const Value inner = made->entries[i].value;
    if (inner.is(Kind::kList) || inner.is(Kind::kDict)) {
      const Value copied = copy_template(heap, inner);
      made->entries[i].value = copied;
    }
  }
  return Value::object(made);
}

}  // namespace tiltc::values
