#include <fmt/format.h>

#include "arguments.h"
#include "base/text.h"
#include "choices.h"
#include "formats/jsonpath.h"
#include "tables.h"

namespace tiltc::builtins {

namespace {

struct K8sKindArguments {
  std::string kind;
  Strings image_json_path;
  std::string api_version;
  Value image_object;
  std::string pod_readiness;
};

Status check_json_paths(const BuiltinCall& call, std::string_view parameter,
                        const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    Result<JsonPath> parsed = JsonPath::parse(path);
    if (!parsed.ok()) {
      Diagnostic diagnostic = std::move(parsed.error().diagnostic());
      diagnostic.note("the path is " + json_quote(path));
      diagnostic.at(call.span_of(parameter));
      return diagnostic;
    }
  }
  return Done{};
}

Result<graph::ImageLocator::ImageObject> image_object(const BuiltinCall& call, Value value) {
  StringMap map;
  std::string problem;
  if (!Convert<StringMap>::from(value, map, problem)) {
    return error("wrong-type", fmt::format("`image_object` of k8s_kind: {}",
                                           problem.empty() ? "wants a dict of strings" : problem))
        .at(call.span_of("image_object"));
  }
  graph::ImageLocator::ImageObject object;
  std::vector<std::string> missing{"json_path", "repo_field", "tag_field"};
  for (const auto& [key, text] : map.entries) {
    std::erase(missing, key);
    if (key == "json_path") {
      object.json_path = text;
    } else if (key == "repo_field") {
      object.repo_field = text;
    } else if (key == "tag_field") {
      object.tag_field = text;
    } else {
      missing.push_back("not " + key);
    }
  }
  if (!missing.empty()) {
    return error("bad-image-object",
                 "`image_object` of k8s_kind has wrong keys: wants " + join(missing, ", "))
        .at(call.span_of("image_object"))
        .note("its keys are exactly json_path, repo_field and tag_field");
  }
  return object;
}

Result<Done> k8s_kind(Session& session, const BuiltinCall& call,
                      const K8sKindArguments& arguments) {
  const bool has_object = !arguments.image_object.is_none();
  if (has_object && !arguments.image_json_path.values.empty()) {
    return error("conflicting-arguments",
                 "k8s_kind takes `image_json_path` or `image_object`, not both")
        .at(call.span_of("image_object"))
        .also(call.span_of("image_json_path"), "the path");
  }
  if (Status checked = check_choice(call, "pod_readiness", arguments.pod_readiness,
                                    {"ignore", "wait", "succeeded"});
      !checked.ok()) {
    return checked;
  }
  if (Status checked = check_json_paths(call, "image_json_path", arguments.image_json_path.values);
      !checked.ok()) {
    return checked;
  }
  graph::ImageLocator locator;
  locator.kind = arguments.kind;
  locator.api_version = arguments.api_version;
  locator.json_paths = arguments.image_json_path.values;
  locator.pod_readiness = arguments.pod_readiness;
  locator.declares_workload = true;
  locator.span = call.span();
  if (has_object) {
    auto object = image_object(call, arguments.image_object);
    if (!object.ok()) {
      return std::move(object).error();
    }
    if (Status checked = check_json_paths(call, "image_object", {object->json_path});
        !checked.ok()) {
      return checked;
    }
    locator.image_object = std::move(*object);
  }
  session.targets().locators.push_back(std::move(locator));
  return Done{};
}

struct ImageJsonPathArguments {
  Strings paths;
  std::string api_version, kind, name, namespace_;
};

Result<Done> k8s_image_json_path(Session& session, const BuiltinCall& call,
                                 const ImageJsonPathArguments& arguments) {
  if (arguments.kind.empty() && arguments.name.empty() && arguments.namespace_.empty()) {
    return error("missing-argument", "k8s_image_json_path matches every object")
        .at(call.span())
        .with_help("give at least one of kind, name and namespace");
  }
  if (Status checked = check_json_paths(call, "paths", arguments.paths.values); !checked.ok()) {
    return checked;
  }
  graph::ImageLocator locator;
  locator.kind = arguments.kind;
  locator.api_version = arguments.api_version;
  locator.name = arguments.name;
  locator.namespace_ = arguments.namespace_;
  locator.json_paths = arguments.paths.values;
  locator.span = call.span();
  session.targets().locators.push_back(std::move(locator));
  return Done{};
}

constexpr Builtin kK8sKind{
    "k8s_kind",
    "Declares a kind of object as a workload and tells where it names its images.",
    k8s_kind,
    required<&K8sKindArguments::kind>("kind", "The kind; a regular expression."),
    named_only,
    optional<&K8sKindArguments::image_json_path>(
        "image_json_path", "JSONPath to the images: \"{.spec.image}\", or a list."),
    optional<&K8sKindArguments::api_version>(
        "api_version", "Only objects of this apiVersion; a regular expression."),
    optional<&K8sKindArguments::image_object>(
        "image_object",
        "Where repository and tag are two fields: a dict with "
        "json_path, repo_field and tag_field."),
    optional<&K8sKindArguments::pod_readiness>("pod_readiness", "ignore, wait or succeeded."),
};
using Path_ = ImageJsonPathArguments;
constexpr Builtin kK8sImageJsonPath{
    "k8s_image_json_path",
    "Tells where further objects name their images.",
    k8s_image_json_path,
    required<&Path_::paths>("paths", "JSONPath to the images, or a list."),
    optional<&Path_::api_version>("api_version",
                                  "Only objects of this apiVersion; a regular expression."),
    optional<&Path_::kind>("kind", "Only objects of this kind; a regular expression."),
    optional<&Path_::name>("name", "Only objects of this name; a regular expression."),
    optional<&Path_::namespace_>("namespace",
                                 "Only objects of this namespace; a regular expression."),
};

constexpr std::array kEntries{entry<kK8sKind>, entry<kK8sImageJsonPath>};

}  // namespace

Table k8s_kind_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
