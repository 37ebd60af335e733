#include "secrets.h"

#include <fmt/format.h>

#include "base/base64.h"
#include "formats/yaml_value.h"

namespace tiltc::builtins {

namespace {

enum class Encoding { kPlain, kBase64 };

void collect(Session& session, const Json& object);

void collect_values(Session& session, const std::string& name, const Json& object,
                    std::string_view member, Encoding encoding) {
  const Json* values = object.find(member);
  const auto* entries = values == nullptr ? nullptr : values->get<Json::Object>();
  if (entries == nullptr) {
    return;
  }
  for (const auto& [key, value] : *entries) {
    const auto* text = value.get<std::string>();
    if (text == nullptr) {
      continue;
    }
    // What is no base64 is refused when it is deployed; until then it is kept from sight as it is.
    std::string secret =
        encoding == Encoding::kBase64 ? base64_decode(*text).value_or(*text) : *text;
    session.add_secret({name, key, std::move(secret)});
  }
}

void collect_items(Session& session, const Json& list) {
  const Json* items = list.find("items");
  if (const auto* elements = items == nullptr ? nullptr : items->get<Json::Array>()) {
    for (const Json& element : *elements) {
      collect(session, element);
    }
  }
}

void collect(Session& session, const Json& object) {
  const std::string_view kind = object.string_at("kind");
  if (kind == "List") {
    collect_items(session, object);
  } else if (kind == "Secret") {
    const Json* metadata = object.find("metadata");
    const std::string name(metadata == nullptr ? "" : metadata->string_at("name"));
    collect_values(session, name, object, "data", Encoding::kBase64);
    collect_values(session, name, object, "stringData", Encoding::kPlain);
  }
}

}  // namespace

void collect_secrets(Session& session, const SourcePtr& yaml) {
  const bool may_hold_one = yaml->text().find("Secret") != std::string_view::npos;
  if (!may_hold_one || !session.targets().settings.scrub_secrets) {
    return;
  }
  const Result<std::vector<Json>> documents = yaml::decode_all(yaml);
  if (documents.ok()) {
    for (const Json& document : *documents) {
      collect(session, document);
    }
  }
}

}  // namespace tiltc::builtins
