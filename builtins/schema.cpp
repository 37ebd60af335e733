#include "schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "arguments.h"
#include "base/text.h"
#include "formats/duration.h"
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

const Field* find_field(const Schema& schema, std::string_view name) {
  const auto found = std::find_if(schema.fields.begin(), schema.fields.end(),
                                  [&](const Field& field) { return field.name == name; });
  return found == schema.fields.end() ? nullptr : &*found;
}

Json array_of(const std::vector<std::string>& texts) {
  Json::Array array;
  for (const std::string& text : texts) {
    array.emplace_back(Json::Value(text));
  }
  return Json(Json::Value(std::move(array)));
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

// Turns values into JSON. After a failure problem() says what is wrong, and where in the value.
class FieldReader {
 public:
  explicit FieldReader(Session& session) : session_(session) {}

  const std::string& problem() const { return problem_; }

  std::optional<Json> read(const Field& field, Value value) {
    switch (field.type) {
      case FieldType::kString:
      case FieldType::kDuration:
      case FieldType::kText:
        return read_text(field.type, value);
      case FieldType::kInt:
        return read_int(value);
      case FieldType::kBool:
        return value.is_bool() ? std::optional(Json(Json::Value(value.is_true()))) : std::nullopt;
      case FieldType::kStrings:
        return read_strings(value);
      case FieldType::kStringMap:
        return read_map(value);
      case FieldType::kPath:
      case FieldType::kDirectory:
        return read_path(value);
      case FieldType::kPaths:
        return read_paths(value);
      case FieldType::kRecord:
        return read_record(*field.record, value);
      case FieldType::kRecords:
        return read_records(*field.record, value);
    }
    return std::nullopt;
  }

 private:
  // Reads by a Convert; its problem becomes ours.
  template <class T>
  bool convert(Value value, T& out) {
    return Convert<T>::from(value, out, problem_);
  }

  std::optional<Json> read_text(FieldType type, Value value) {
    Text text;
    if (!convert(value, text) || (type != FieldType::kText && !value.is(tiltc::Kind::kString))) {
      return std::nullopt;
    }
    if (type == FieldType::kDuration && !parse_duration(text.text)) {
      problem_ =
          fmt::format("{} is no duration, such as \"90s\" or \"1h30m\"", json_quote(text.text));
      return std::nullopt;
    }
    return Json(Json::Value(std::move(text.text)));
  }

  std::optional<Json> read_int(Value value) {
    const std::optional<std::int64_t> number = as_int64(value);
    if (!number || value.is_bool()) {
      return std::nullopt;
    }
    if (*number < std::numeric_limits<std::int32_t>::min() ||
        *number > std::numeric_limits<std::int32_t>::max()) {
      problem_ = fmt::format("{} is out of range: 32 bits", *number);
      return std::nullopt;
    }
    return Json(Json::Value(*number));
  }

  std::optional<Json> read_strings(Value value) {
    StringList list;
    return convert(value, list) ? std::optional(array_of(list.values)) : std::nullopt;
  }

  std::optional<Json> read_map(Value value) {
    StringMap map;
    if (!convert(value, map)) {
      return std::nullopt;
    }
    Json::Object object;
    for (const auto& [key, text] : map.entries) {
      object.emplace_back(key, Json(Json::Value(text)));
    }
    return Json(Json::Value(std::move(object)));
  }

  std::optional<Json> read_path(Value value) {
    Path path;
    return convert(value, path) ? std::optional(Json(Json::Value(session_.resolve(path.text))))
                                : std::nullopt;
  }

  std::optional<Json> read_paths(Value value) {
    Paths paths;
    if (!convert(value, paths)) {
      return std::nullopt;
    }
    for (std::string& path : paths.values) {
      path = session_.resolve(path);
    }
    return array_of(paths.values);
  }

  std::optional<Json> read_record(const Schema& schema, Value value) {
    if (const auto* record = host_as<RecordValue>(value);
        record != nullptr && &record->schema() == &schema) {
      return record->json();
    }
    if (schema.dicts == Schema::Dicts::kRefused || !value.is(tiltc::Kind::kDict)) {
      problem_ = fmt::format("wants {}{}(), got {}",
                             schema.dicts == Schema::Dicts::kRefused ? "" : "a dict or ",
                             schema.function, type_name(value));
      return std::nullopt;
    }
    return read_dict(schema, value);
  }

  std::optional<Json> read_dict(const Schema& schema, Value dict) {
    Json::Object object;
    bool good = true;
    DictView(dict).each(
        [&](const DictEntry& entry) { good = good && read_member(schema, entry, object); });
    return good ? std::optional(Json(Json::Value(std::move(object)))) : std::nullopt;
  }

  bool read_member(const Schema& schema, const DictEntry& entry, Json::Object& object) {
    const std::optional<std::string_view> key = as_string(entry.key);
    const Field* field = key ? find_field(schema, *key) : nullptr;
    if (field == nullptr) {
      problem_ = unknown_key(schema, entry.key);
      return false;
    }
    std::optional<Json> json = read(*field, entry.value);
    if (!json) {
      problem_ = fmt::format("in `{}`: {}", field->name,
                             problem_.empty() ? fmt::format("wants {}, got {}", type_words(*field),
                                                            type_name(entry.value))
                                              : problem_);
      return false;
    }
    object.emplace_back(field->name, std::move(*json));
    return true;
  }

  static std::string unknown_key(const Schema& schema, Value key) {
    std::vector<std::string> names;
    for (const Field& field : schema.fields) {
      names.emplace_back(field.name);
    }
    return fmt::format("{} has no field {}; there are {}", schema.function, repr(key),
                       join(names, ", "));
  }

  std::optional<Json> read_records(const Schema& schema, Value value) {
    const auto elements = as_sequence(value);
    if (!elements) {
      return std::nullopt;
    }
    Json::Array array;
    for (std::size_t i = 0; i < elements->size(); ++i) {
      std::optional<Json> json = read_record(schema, (*elements)[i]);
      if (!json) {
        problem_ = fmt::format("at index {}: {}", i, problem_);
        return std::nullopt;
      }
      array.push_back(std::move(*json));
    }
    return Json(Json::Value(std::move(array)));
  }

  Session& session_;
  std::string problem_;
};

bool is_given(const Field& field, Value value, const BuiltinCall& call) {
  // None is "not given" where no plain value is wanted.
  const bool is_plain = field.type == FieldType::kString || field.type == FieldType::kInt ||
                        field.type == FieldType::kBool || field.type == FieldType::kText;
  return is_plain ? call.was_given(field.name) : !value.is_none();
}

}  // namespace

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
