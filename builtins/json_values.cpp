#include "json_values.h"

#include <fmt/format.h>

#include <algorithm>

#include "tiltc/value.h"

namespace tiltc::builtins {

namespace {

// Builds top down: each container hangs below one on the native stack before its elements are made.
// parse_json bounds the depth, so recursion is safe.
Result<Value> make(Heap& heap, const Json& json);

Result<Value> make_list(Heap& heap, const Json::Array& array) {
  const Value list = heap.list({});
  for (const Json& element : array) {
    Result<Value> made = make(heap, element);
    if (!made.ok()) {
      return made;
    }
    heap.append(list, *made);
  }
  return list;
}

Result<Value> make_dict(Heap& heap, const Json::Object& object) {
  const Value dict = heap.dict({});
  for (const auto& [key, member] : object) {
    const Value name = heap.string(key);
    Result<Value> made = make(heap, member);
    if (!made.ok()) {
      return made;
    }
    heap.put(dict, name, *made);
  }
  return dict;
}

Result<Value> make(Heap& heap, const Json& json) {
  if (const auto* truth = json.get<bool>()) {
    return Value::boolean(*truth);
  }
  if (const auto* number = json.get<std::int64_t>()) {
    return heap.integer(*number);
  }
  if (const auto* number = json.get<double>()) {
    return heap.floating(*number);
  }
  if (const auto* big = json.get<Json::BigInteger>()) {
    return error("number-too-large", fmt::format("the number {} does not fit 64 bits", big->digits))
        .with_help("write it as a string");
  }
  if (const auto* text = json.get<std::string>()) {
    return heap.string(*text);
  }
  if (const auto* array = json.get<Json::Array>()) {
    return make_list(heap, *array);
  }
  if (const auto* object = json.get<Json::Object>()) {
    return make_dict(heap, *object);
  }
  return Value::none();
}

Result<Json> convert(Value value, std::size_t depth);

Result<Json> convert_list(std::span<const Value> elements, std::size_t depth) {
  Json::Array array;
  array.reserve(elements.size());
  for (const Value element : elements) {
    Result<Json> converted = convert(element, depth + 1);
    if (!converted.ok()) {
      return converted;
    }
    array.push_back(std::move(*converted));
  }
  return Json(Json::Value(std::move(array)));
}

Result<Json> convert_dict(Value dict, std::size_t depth) {
  Json::Object object;
  std::optional<Error> failure;
  DictView(dict).each([&](const DictEntry& entry) {
    if (failure) {
      return;
    }
    const std::optional<std::string_view> key = as_string(entry.key);
    if (!key) {
      failure = error("unencodable-value",
                      fmt::format("a key of type {} cannot be encoded", type_name(entry.key)))
                    .note("keys of a mapping must be strings");
      return;
    }
    Result<Json> converted = convert(entry.value, depth + 1);
    if (!converted.ok()) {
      failure = std::move(converted).error();
      return;
    }
    object.emplace_back(*key, std::move(*converted));
  });
  if (failure) {
    return std::move(*failure);
  }
  return Json(Json::Value(std::move(object)));
}

Result<Json> convert(Value value, std::size_t depth) {
  if (depth > kMaxJsonDepth) {
    return error("unencodable-value",
                 fmt::format("the value is nested deeper than {} levels, or contains itself",
                             kMaxJsonDepth));
  }
  switch (value.kind()) {
    case Kind::kNone:
      return Json();
    case Kind::kBool:
      return Json(Json::Value(value.is_true()));
    case Kind::kInt:
      if (const auto number = as_int64(value)) {
        return Json(Json::Value(*number));
      }
      return Json(Json::Value(Json::BigInteger{str(value)}));
    case Kind::kFloat:
      return Json(Json::Value(*as_float(value)));
    case Kind::kString:
      return Json(Json::Value(std::string(*as_string(value))));
    case Kind::kList:
      return convert_list(*as_sequence(value), depth);
    case Kind::kDict:
      return convert_dict(value, depth);
    default:
      return error("unencodable-value",
                   fmt::format("a value of type {} cannot be encoded", type_name(value)))
          .note("None, bool, int, float, string, list and dict can");
  }
}

}  // namespace

Result<Value> to_value(Heap& heap, const Json& json) {
  return make(heap, json);
}

Result<Json> to_json(Value value) {
  return convert(value, 0);
}

Json with_sorted_keys(Json json) {
  if (auto* array = std::get_if<Json::Array>(&json.value())) {
    for (Json& element : *array) {
      element = with_sorted_keys(std::move(element));
    }
  } else if (auto* object = std::get_if<Json::Object>(&json.value())) {
    for (auto& [key, member] : *object) {
      member = with_sorted_keys(std::move(member));
    }
    std::sort(object->begin(), object->end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
  }
  return json;
}

}  // namespace tiltc::builtins
