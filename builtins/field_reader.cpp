#include "field_reader.h"

#include <fmt/format.h>

#include <limits>

#include "arguments.h"
#include "base/text.h"
#include "formats/duration.h"

namespace tiltc::builtins {

namespace {

Json array_of(const std::vector<std::string>& texts) {
  Json::Array array;
  for (const std::string& text : texts) {
    array.emplace_back(Json::Value(text));
  }
  return Json(Json::Value(std::move(array)));
}

std::string unknown_key(const Schema& schema, Value key) {
  std::vector<std::string> names;
  for (const Field& field : schema.fields) {
    names.emplace_back(field.name);
  }
  return fmt::format("{} has no field {}; there are {}", schema.function, repr(key),
                     join(names, ", "));
}

}  // namespace

std::optional<Json> FieldReader::read(const Field& field, Value value) {
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

std::optional<Json> FieldReader::read_text(FieldType type, Value value) {
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

std::optional<Json> FieldReader::read_int(Value value) {
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

std::optional<Json> FieldReader::read_strings(Value value) {
  StringList list;
  return convert(value, list) ? std::optional(array_of(list.values)) : std::nullopt;
}

std::optional<Json> FieldReader::read_map(Value value) {
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

std::optional<Json> FieldReader::read_path(Value value) {
  Path path;
  return convert(value, path) ? std::optional(Json(Json::Value(session_.resolve(path.text))))
                              : std::nullopt;
}

std::optional<Json> FieldReader::read_paths(Value value) {
  Paths paths;
  if (!convert(value, paths)) {
    return std::nullopt;
  }
  for (std::string& path : paths.values) {
    path = session_.resolve(path);
  }
  return array_of(paths.values);
}

std::optional<Json> FieldReader::read_record(const Schema& schema, Value value) {
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

std::optional<Json> FieldReader::read_dict(const Schema& schema, Value dict) {
  Json::Object object;
  bool good = true;
  DictView(dict).each(
      [&](const DictEntry& entry) { good = good && read_member(schema, entry, object); });
  return good ? std::optional(Json(Json::Value(std::move(object)))) : std::nullopt;
}

bool FieldReader::read_member(const Schema& schema, const DictEntry& entry, Json::Object& object) {
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

std::optional<Json> FieldReader::read_records(const Schema& schema, Value value) {
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

}  // namespace tiltc::builtins
