#include "schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "field_reader.h"
#include "json_values.h"
#include "schema_builtin.h"

namespace tiltc::builtins {

namespace {

// What a field of a value reads as when it was not given.
Json absent(FieldType type) {
  switch (type) {
    case FieldType::kInt:
      return Json(Json::Value(std::int64_t{0}));
    case FieldType::kBool:
      return Json(Json::Value(false));
    case FieldType::kStrings:
    case FieldType::kPaths:
    case FieldType::kRecords:
      return Json(Json::Value(Json::Array{}));
    case FieldType::kStringMap:
      return Json(Json::Value(Json::Object{}));
    case FieldType::kRecord:
      return Json();
    default:
      return Json(Json::Value(std::string()));
  }
}

// A value of a field as Starlark writes it.
std::string shown(const Field& field, const Json& json) {
  if (const auto* truth = json.get<bool>()) {
    return *truth ? "True" : "False";
  }
  if (const auto* number = json.get<std::int64_t>()) {
    return std::to_string(*number);
  }
  if (const auto* text = json.get<std::string>()) {
    return json_quote(*text);
  }
  std::vector<std::string> parts;
  if (const auto* array = json.get<Json::Array>()) {
    for (const Json& element : *array) {
      parts.push_back(field.type == FieldType::kRecords ? RecordValue(*field.record, element).str()
                                                        : shown(field, element));
    }
    return "[" + join(parts, ", ") + "]";
  }
  if (field.type == FieldType::kRecord) {
    return json.is_null() ? "None" : RecordValue(*field.record, json).str();
  }
  for (const auto& [key, member] : *json.get<Json::Object>()) {
    parts.push_back(json_quote(key) + ": " + shown(field, member));
  }
  return "{" + join(parts, ", ") + "}";
}

Value to_attribute(Heap& heap, const Field& field, const Json& json) {
  if (field.type == FieldType::kRecord && !json.is_null()) {
    return heap.host(std::make_unique<RecordValue>(*field.record, json));
  }
  if (field.type == FieldType::kRecords) {
    const Value list = heap.list({});
    for (const Json& element : *json.get<Json::Array>()) {
      heap.append(list, heap.host(std::make_unique<RecordValue>(*field.record, element)));
    }
    return list;
  }
  // Strings, numbers, and lists and dicts of strings always are values.
  return *to_value(heap, json);
}

bool is_given(const Field& field, Value value, const BuiltinCall& call) {
  // None is "not given" where no plain value is wanted.
  const bool is_plain = field.type == FieldType::kString || field.type == FieldType::kInt ||
                        field.type == FieldType::kBool || field.type == FieldType::kText;
  return is_plain ? call.was_given(field.name) : !value.is_none();
}

}  // namespace

const Field* find_field(const Schema& schema, std::string_view name) {
  const auto found = std::find_if(schema.fields.begin(), schema.fields.end(),
                                  [&](const Field& field) { return field.name == name; });
  return found == schema.fields.end() ? nullptr : &*found;
}

std::string type_words(const Field& field) {
  constexpr std::array<std::string_view, 10> kWords{
      "string",          "string or blob",     "int",  "bool", "list of strings",
      "dict of strings", "duration: a string", "path", "path", "path or list of paths"};
  if (field.type == FieldType::kRecord) {
    return std::string(field.record->type);
  }
  if (field.type == FieldType::kRecords) {
    return fmt::format("list of {}", field.record->type);
  }
  return std::string(kWords[static_cast<std::size_t>(field.type)]);
}

std::string_view default_words(FieldType type) {
  switch (type) {
    case FieldType::kInt:
      return "0";
    case FieldType::kBool:
      return "False";
    case FieldType::kStrings:
    case FieldType::kPaths:
    case FieldType::kRecords:
      return "[]";
    case FieldType::kStringMap:
      return "{}";
    case FieldType::kRecord:
    case FieldType::kDirectory:
      return "None";
    default:
      return "\"\"";
  }
}

std::string RecordValue::str() const {
  std::vector<std::string> fields;
  for (const Field& field : schema_.fields) {
    const Json* json = json_.find(field.name);
    fields.push_back(fmt::format("{} = {}", field.name,
                                 shown(field, json == nullptr ? absent(field.type) : *json)));
  }
  return fmt::format("{}({})", schema_.type, join(fields, ", "));
}

std::optional<Value> RecordValue::attribute(Heap& heap, std::string_view name) {
  const Field* field = find_field(schema_, name);
  if (field == nullptr) {
    return std::nullopt;
  }
  const Json* json = json_.find(name);
  return to_attribute(heap, *field, json == nullptr ? absent(field->type) : *json);
}

std::vector<std::string> RecordValue::attribute_names() const {
  std::vector<std::string> names;
  for (const Field& field : schema_.fields) {
    names.emplace_back(field.name);
  }
  return names;
}

bool RecordValue::equals(const HostObject& other) const {
  const auto* record = dynamic_cast<const RecordValue*>(&other);
  return record != nullptr && &record->schema_ == &schema_ && record->json_ == json_;
}

Result<Json> read_fields(Session& session, const BuiltinCall& call, const Schema& schema,
                         std::span<const Value> arguments) {
  Json::Object object;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Field& field = schema.fields[i];
    if (!is_given(field, arguments[i], call)) {
      if (field.type == FieldType::kDirectory) {
        object.emplace_back(field.name, Json(Json::Value(session.directory())));
      }
      continue;
    }
    FieldReader reader(session);
    std::optional<Json> json = reader.read(field, arguments[i]);
    if (!json) {
      const std::string problem =
          reader.problem().empty()
              ? fmt::format("wants {}, got {}", type_words(field), type_name(arguments[i]))
              : reader.problem();
      return error("wrong-type",
                   fmt::format("`{}` of {}: {}", field.name, schema.function, problem))
          .at(call.span_of(field.name));
    }
    object.emplace_back(field.name, std::move(*json));
  }
  return Json(Json::Value(std::move(object)));
}

Result<Value> make_record(Session& session, const BuiltinCall& call, const Schema& schema,
                          std::span<const Value> arguments) {
  Result<Json> json = read_fields(session, call, schema, arguments);
  if (!json.ok()) {
    return std::move(json).error();
  }
  return session.heap().host(std::make_unique<RecordValue>(schema, std::move(*json)));
}

}  // namespace tiltc::builtins
