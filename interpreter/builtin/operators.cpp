#include "tiltc/operators.h"

#include "values/objects.h"
#include "values/operations.h"
#include "values/table.h"
#include "values/thread_hooks.h"

namespace tiltc {
namespace {

const values::Record* record_of(Value value) {
  const bool is_record = value.is(Kind::kStruct) || value.is(Kind::kModule);
  return is_record ? values::as<values::Record>(value) : nullptr;
}

}  // namespace

Value equal(const Call& call, Value a, Value b) {
  return values::equal(values::impl(call.heap()), a, b);
}

bool are_equal(Value a, Value b) {
  return values::same_key(a, b);
}

Value less(const Call& call, Value a, Value b) {
  return values::less(values::impl(call.heap()), a, b);
}

Value contains(const Call& call, Value container, Value element) {
  return values::contains(values::impl(call.heap()), container, element);
}

Value call_function(const Call& call, Value function, std::span<const Value> arguments) {
  return values::call_value(call.thread(), function, arguments);
}

std::optional<Value> find(const Call& call, Value dict, Value key) {
  bool ok = true;
  values::HeapImpl& heap = values::impl(call.heap());
  const values::Entry* entry = values::lookup(heap, *values::as<values::Table>(dict), key, ok);
  if (!ok) {
    heap.fault().clear();
  }
  return entry == nullptr ? std::nullopt : std::optional(entry->value);
}

Value list_of(const Call& call, Value iterable) {
  values::HeapImpl& heap = values::impl(call.heap());
  values::List* list = heap.new_list(0);
  return values::extend(heap, list, iterable) ? Value::object(list) : Value::failure();
}

std::vector<std::string_view> field_names(Value value) {
  std::vector<std::string_view> names;
  if (const values::Record* record = record_of(value)) {
    for (std::uint32_t i = 0; i < record->shape->size(); ++i) {
      names.push_back(values::as<values::String>(record->shape->names()[i])->view());
    }
  }
  return names;
}

std::optional<Value> field(Value value, std::string_view name) {
  const std::vector<std::string_view> names = field_names(value);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) {
      return record_of(value)->values()[i];
    }
  }
  return std::nullopt;
}

}  // namespace tiltc
