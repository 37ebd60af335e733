#include <algorithm>

#include <fmt/format.h>

#include "library/methods.h"
#include "tiltc/host_object.h"
#include "values/describe.h"
#include "values/operations.h"
#include "values/suggest.h"
#include "values/table.h"

// x.name.
namespace tiltc::values {
namespace {

bool is_record(Value value) {
  return value.is(Kind::kStruct) || value.is(Kind::kModule);
}

std::vector<std::string> record_names(const Record& record) {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < record.shape->size(); ++i) {
    names.emplace_back(as<String>(record.shape->names()[i])->view());
  }
  return names;
}

// By text, for names that are not interned.
int field_index_by_text(const Record& record, std::string_view name) {
  const Value* names = record.shape->names();
  const Value* end = names + record.shape->size();
  const Value* found = std::lower_bound(
      names, end, name, [](Value a, std::string_view b) { return as<String>(a)->view() < b; });
  return found != end && as<String>(*found)->view() == name ? static_cast<int>(found - names) : -1;
}

// The attribute, or nothing and no fault.
std::optional<Value> find_attribute(HeapImpl& heap, Value value, Value name) {
  const std::string_view text = as<String>(name)->view();
  if (is_record(value)) {
    const int i = field_index_by_text(*as<Record>(value), text);
    return i < 0 ? std::nullopt : std::optional(as<Record>(value)->values()[i]);
  }
  if (HostObject* host = host_object(value)) {
    return host->attribute(heap, text);
  }
  const library::Method* method = library::find_method(value.kind(), text);
  return method == nullptr ? std::nullopt
                           : std::optional(library::bind_method(heap, value, *method));
}

}  // namespace

int field_index(const Record* record, Value interned_name) {
  const Value* names = record->shape->names();
  for (std::uint32_t i = 0; i < record->shape->size(); ++i) {
    if (names[i] == interned_name) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

Value attribute(HeapImpl& heap, Value value, Value name) {
  const std::optional<Value> found = find_attribute(heap, value, name);
  return found ? *found : fail_attribute(heap, value, name);
}

Value has_attribute(HeapImpl& heap, Value value, Value name) {
  return Value::boolean(find_attribute(heap, value, name).has_value());
}

Value fail_attribute(HeapImpl& heap, Value value, Value name) {
  const std::string_view text = as<String>(name)->view();
  const std::string owner = value.is(Kind::kModule)
                                ? fmt::format("module {}", *as_string(as<Record>(value)->name))
                                : std::string(type_name(value));
  Diagnostic what =
      error("no-such-attribute", fmt::format("{} has no .{} field or method", owner, text));
  suggest(what, text, attribute_names(value));
  if (value.is(Kind::kDict) && find_string(*as<Dict>(value), as<String>(name)) != nullptr) {
    what.with_help(fmt::format("it is a key: write x[\"{}\"]", text));
  }
  return fail(heap, with_operands(std::move(what), {value}));
}

Value set_attribute(HeapImpl& heap, Value value, Value name, Value /*field*/) {
  return fail(heap, error("not-assignable", fmt::format("can't assign to .{} field of {}",
                                                        as<String>(name)->view(), type_name(value)))
                        .note("structs and modules cannot be changed"));
}

std::vector<std::string> attribute_names(Value value) {
  if (is_record(value)) {
    return record_names(*as<Record>(value));
  }
  std::vector<std::string> names;
  if (const HostObject* host = host_object(value)) {
    names = host->attribute_names();
    std::sort(names.begin(), names.end());
    return names;
  }
  for (const library::Method& method : library::methods_of(value.kind())) {
    names.emplace_back(method.name);
  }
  return names;
}

}  // namespace tiltc::values
