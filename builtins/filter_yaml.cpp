#include <fmt/format.h>

#include <algorithm>

#include "arguments.h"
#include "formats/pattern.h"
#include "formats/yaml_value.h"
#include "tables.h"
#include "yaml_argument.h"

// Kubernetes objects, those that match and the rest.
namespace tiltc::builtins {

namespace {

struct FilterArguments {
  Manifests yaml;
  StringMap labels;
  std::string name, namespace_, kind, api_version;
};

// What an object must be; everything that is given must hold.
class ObjectFilter {
 public:
  static Result<ObjectFilter> make(const BuiltinCall& call, const FilterArguments& arguments) {
    ObjectFilter filter;
    filter.labels_ = arguments.labels.entries;
    struct Part {
      const char* parameter;
      const std::string& text;
      Pattern& pattern;
    };
    for (const Part& part : {Part{"name", arguments.name, filter.name_},
                             Part{"namespace", arguments.namespace_, filter.namespace_},
                             Part{"kind", arguments.kind, filter.kind_},
                             Part{"api_version", arguments.api_version, filter.api_version_}}) {
      Result<Pattern> pattern = Pattern::compile(part.parameter, part.text);
      if (!pattern.ok()) {
        return std::move(pattern.error().diagnostic().at(call.span_of(part.parameter)));
      }
      part.pattern = std::move(*pattern);
    }
    return filter;
  }

  bool matches(const Json& object) const {
    const Json* metadata = object.find("metadata");
    const auto text = [&](const char* key) {
      return metadata == nullptr ? std::string_view() : metadata->string_at(key);
    };
    const std::string_view space = text("namespace");
    return name_.matches(text("name")) && namespace_.matches(space.empty() ? "default" : space) &&
           kind_.matches(object.string_at("kind")) &&
           api_version_.matches(object.string_at("apiVersion")) && has_labels(metadata);
  }

 private:
  bool has_labels(const Json* metadata) const {
    const Json* labels = metadata == nullptr ? nullptr : metadata->find("labels");
    return std::all_of(labels_.begin(), labels_.end(), [&](const auto& wanted) {
      const Json* label = labels == nullptr ? nullptr : labels->find(wanted.first);
      const auto* text = label == nullptr ? nullptr : label->get<std::string>();
      return text != nullptr && *text == wanted.second;
    });
  }

  std::vector<std::pair<std::string, std::string>> labels_;
  Pattern name_, namespace_, kind_, api_version_;
};

// The object, or the items of a List, without what only a cluster writes.
void add_objects(Json document, std::vector<Json>& objects) {
  auto* members = std::get_if<Json::Object>(&document.value());
  if (members == nullptr) {
    objects.push_back(std::move(document));
    return;
  }
  if (document.string_at("kind") == "List" && document.string_at("apiVersion") == "v1") {
    for (auto& [key, value] : *members) {
      auto* items = std::get_if<Json::Array>(&value.value());
      if (key == "items" && items != nullptr) {
        for (Json& item : *items) {
          add_objects(std::move(item), objects);
        }
      }
    }
    return;
  }
  std::erase_if(*members, [](const auto& member) { return member.first == "status"; });
  objects.push_back(std::move(document));
}

Result<std::vector<Json>> read_objects(Session& session, const BuiltinCall& call,
                                       const Manifests& manifests) {
  std::vector<Json> objects;
  for (const PathOrBlob& item : manifests.values) {
    Result<SourcePtr> source = read_yaml_argument(session, call, item);
    if (!source.ok()) {
      return std::move(source).error();
    }
    Result<std::vector<Json>> documents = yaml::decode_all(*source);
    if (!documents.ok()) {
      return std::move(documents.error().diagnostic().also(call.span_of("yaml"), "read here"));
    }
    for (Json& document : *documents) {
      add_objects(std::move(document), objects);
    }
  }
  return objects;
}

Result<Value> filter_yaml(Session& session, const BuiltinCall& call,
                          const FilterArguments& arguments) {
  Result<ObjectFilter> filter = ObjectFilter::make(call, arguments);
  if (!filter.ok()) {
    return std::move(filter).error();
  }
  Result<std::vector<Json>> objects = read_objects(session, call, arguments.yaml);
  if (!objects.ok()) {
    return std::move(objects).error();
  }
  std::vector<Json> matching, rest;
  for (Json& object : *objects) {
    (filter->matches(object) ? matching : rest).push_back(std::move(object));
  }
  // In a list first: what a call holds on the native stack survives, what a vector holds does not.
  const Value pair = session.heap().list({});
  for (const std::vector<Json>* part : {&matching, &rest}) {
    Result<std::string> text = yaml::encode_all(*part);
    if (!text.ok()) {
      return std::move(text.error().diagnostic().at(call.span_of("yaml")));
    }
    session.heap().append(pair, session.heap().host(std::make_unique<Blob>(
                                    part->empty() ? "" : std::move(*text), "filter_yaml")));
  }
  return session.heap().tuple(*as_sequence(pair));
}

using Args = FilterArguments;
constexpr Builtin kFilterYaml{
    "filter_yaml",
    "Splits Kubernetes objects into those that match all that is given, and the rest: a pair of "
    "blobs. Names, namespaces, kinds and API versions are regular expressions, found anywhere and "
    "in any case; an object without a namespace is in \"default\".",
    filter_yaml,
    required<&Args::yaml>("yaml", "Path, blob, or a list of these."),
    optional<&Args::labels>("labels", "Labels that an object must have."),
    optional<&Args::name>("name", "Its name."),
    optional<&Args::namespace_>("namespace", "Its namespace."),
    optional<&Args::kind>("kind", "Its kind."),
    optional<&Args::api_version>("api_version", "Its API version."),
};

constexpr std::array kEntries{entry<kFilterYaml>};

}  // namespace

Table filter_yaml_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
