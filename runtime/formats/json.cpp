#include "formats/json.h"

#include <algorithm>
#include <memory>

namespace tiltc {

const Json* Json::find(std::string_view key) const {
  const Object* object = get<Object>();
  if (object == nullptr) {
    return nullptr;
  }
  const auto found = std::find_if(object->begin(), object->end(),
                                  [&](const auto& member) { return member.first == key; });
  return found == object->end() ? nullptr : &found->second;
}

std::string_view Json::string_at(std::string_view key, std::string_view otherwise) const {
  const Json* member = find(key);
  const std::string* text = member == nullptr ? nullptr : member->get<std::string>();
  return text == nullptr ? otherwise : *text;
}

std::int64_t Json::integer_at(std::string_view key, std::int64_t otherwise) const {
  const Json* member = find(key);
  const std::int64_t* number = member == nullptr ? nullptr : member->get<std::int64_t>();
  return number == nullptr ? otherwise : *number;
}

Result<Json> parse_json(std::string name, std::string text) {
  return parse_json(std::make_shared<Source>(std::move(name), std::move(text)));
}

}  // namespace tiltc
