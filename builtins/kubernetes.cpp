#include <fmt/format.h>

#include <algorithm>

#include "arguments.h"
#include "base/text.h"
#include "formats/jsonpath.h"
#include "formats/yaml.h"
#include "labels.h"
#include "tables.h"

namespace tiltc::builtins {

namespace {

struct K8sYamlArguments {
  Manifests yaml;
  bool allow_duplicates = false;
};

Diagnostic empty_yaml(const BuiltinCall& call) {
  return error("empty-yaml", "k8s_yaml got nothing to deploy")
      .at(call.span_of("yaml"))
      .note("it wants a path, a blob, or a list of these")
      .with_help("a command's or file's text goes in as blob: k8s_yaml(local('…')), k8s_yaml(read_file('…'))");
}

bool has_documents(const yaml::Stream& stream) {
  return std::any_of(stream.documents().begin(), stream.documents().end(),
                     [](const yaml::Document& document) { return !document.is_empty; });
}

Result<graph::Manifest> read_manifest(Session& session, const BuiltinCall& call, const PathOrBlob& item) {
  graph::Manifest manifest;
  manifest.span = call.span();
  if (item.content) {
    manifest.source = std::make_shared<Source>(item.content->origin, item.content->text);
    return manifest;
  }
  const std::string path = session.resolve(item.path);
  session.watch(path);
  Result<std::string> text = session.disk().read(path);
  if (!text.ok()) {
    Diagnostic diagnostic = std::move(text.error().diagnostic());
    diagnostic.code = "unreadable-yaml";
    diagnostic.message = "error reading yaml file: " + diagnostic.message;
    diagnostic.at(call.span_of("yaml"));
    if (item.path.find('\n') != std::string::npos) {
      diagnostic.message = "error reading yaml file: the path has several lines";
      diagnostic.with_help("a string is a path; wrap content into blob()");
    }
    return diagnostic;
  }
  manifest.is_file = true;
  manifest.source = std::make_shared<Source>(session.shown(path), std::move(*text));
  return manifest;
}

Result<Done> k8s_yaml(Session& session, const BuiltinCall& call, const K8sYamlArguments& arguments) {
  if (arguments.yaml.is_none || arguments.yaml.values.empty()) {
    return empty_yaml(call);
  }
  bool first = true;
  for (const PathOrBlob& item : arguments.yaml.values) {
    Result<graph::Manifest> manifest = read_manifest(session, call, item);
    if (!manifest.ok()) {
      return std::move(manifest).error();
    }
    manifest->allow_duplicates = arguments.allow_duplicates;
    if (first && !manifest->is_file) {
      Result<yaml::Stream> stream = yaml::Stream::read(manifest->source);
      if (stream.ok() && !has_documents(*stream)) {
        return empty_yaml(call);
      }
    }
    first = false;
    session.targets().manifests.push_back(std::move(*manifest));
  }
  return Done{};
}

struct K8sResourceArguments {
  std::string workload;
  std::string new_name;
  PortForwards port_forwards;
  Value extra_pod_selectors;
  TriggerModeArgument trigger_mode;
  StringList resource_deps;
  StringList objects;
  std::optional<bool> auto_init;
  std::string pod_readiness;
  Links links;
  Strings labels;
  std::string discovery_strategy;
};

Status check_choice(const BuiltinCall& call, std::string_view parameter, const std::string& value,
                    const std::vector<std::string>& choices) {
  if (value.empty() || std::find(choices.begin(), choices.end(), value) != choices.end()) {
    return Done{};
  }
  return error("unknown-choice", fmt::format("`{}` of {} is {}", parameter, call.info().name,
                                             json_quote(value)))
      .at(call.span_of(parameter))
      .note("it is one of " + join(choices, ", "));
}

// A Kubernetes label's name part: letters, digits, `-`, `_`, `.`, at most 63, none of these three outside.
bool is_label(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && text.size() <= 63 && is_letter(text.front()) && is_letter(text.back()) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_letter(c) || c == '-' || c == '_' || c == '.';
         });
}

Result<std::vector<std::map<std::string, std::string>>> pod_selectors(const BuiltinCall& call, Value value) {
  std::vector<std::map<std::string, std::string>> selectors;
  std::vector<Value> dicts;
  if (const auto elements = as_sequence(value)) {
    dicts.assign(elements->begin(), elements->end());
  } else if (!value.is_none()) {
    dicts.push_back(value);
  }
  for (const Value dict : dicts) {
    StringMap map;
    std::string problem;
    if (!dict.is(tiltc::Kind::kDict) || !Convert<StringMap>::from(dict, map, problem)) {
      return error("wrong-type",
                   fmt::format("`extra_pod_selectors` of k8s_resource: {}",
                               problem.empty() ? fmt::format("wants a dict of strings or a list of these, got {}",
                                                             type_name(dict))
                                               : problem))
          .at(call.span_of("extra_pod_selectors"));
    }
    selectors.emplace_back(map.entries.begin(), map.entries.end());
  }
  return selectors;
}

Status check_names(const BuiltinCall& call, const K8sResourceArguments& arguments) {
  if (arguments.workload.empty() && arguments.new_name.empty()) {
    return error("missing-argument", "k8s_resource names no resource")
        .at(call.span())
        .note("`workload` is the name of a workload in the YAML; `new_name` with `objects` makes a resource");
  }
  if (arguments.workload.empty() && arguments.objects.values.empty()) {
    return error("missing-argument",
                 fmt::format("k8s_resource makes {} of no objects", json_quote(arguments.new_name)))
        .at(call.span_of("new_name"))
        .with_help("name its objects: objects=['name:kind'], or the workload to rename");
  }
  if (Status checked = check_choice(call, "pod_readiness", arguments.pod_readiness,
                                    {"ignore", "wait", "succeeded"});
      !checked.ok()) {
    return checked;
  }
  return check_choice(call, "discovery_strategy", arguments.discovery_strategy,
                      {"default", "selectors-only"});
}

}  // namespace

Status check_labels(const BuiltinCall& call, const Strings& labels) {
  for (const std::string& label : labels.values) {
    if (!is_label(label)) {
      return error("bad-label", fmt::format("{} is no label", json_quote(label)))
          .at(call.span_of("labels"))
          .note("a label has up to 63 letters, digits, `-`, `_` and `.`, and begins and ends with a letter "
                "or digit");
    }
  }
  return Done{};
}

namespace {

Result<Done> k8s_resource(Session& session, const BuiltinCall& call, const K8sResourceArguments& arguments) {
  if (Status checked = check_names(call, arguments); !checked.ok()) {
    return checked;
  }
  if (Status checked = check_labels(call, arguments.labels); !checked.ok()) {
    return checked;
  }
  auto selectors = pod_selectors(call, arguments.extra_pod_selectors);
  if (!selectors.ok()) {
    return std::move(selectors).error();
  }
  graph::ResourceOptions options;
  options.workload = arguments.workload;
  options.new_name = arguments.new_name;
  options.objects = arguments.objects.values;
  options.port_forwards = arguments.port_forwards.values;
  options.resource_deps = arguments.resource_deps.values;
  options.extra_pod_selectors = std::move(*selectors);
  options.labels = arguments.labels.values;
  options.links = arguments.links.values;
  options.trigger_mode = arguments.trigger_mode.mode;
  options.auto_init = arguments.auto_init;
  options.pod_readiness = arguments.pod_readiness;
  options.discovery_strategy = arguments.discovery_strategy;
  options.span = call.span();
  options.name_span = call.span_of(arguments.workload.empty() ? "new_name" : "workload");
  session.targets().resource_options.push_back(std::move(options));
  return Done{};
}

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
    return error("bad-image-object", "`image_object` of k8s_kind has wrong keys: wants " + join(missing, ", "))
        .at(call.span_of("image_object"))
        .note("its keys are exactly json_path, repo_field and tag_field");
  }
  return object;
}

Result<Done> k8s_kind(Session& session, const BuiltinCall& call, const K8sKindArguments& arguments) {
  const bool has_object = !arguments.image_object.is_none();
  if (has_object && !arguments.image_json_path.values.empty()) {
    return error("conflicting-arguments", "k8s_kind takes `image_json_path` or `image_object`, not both")
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
    if (Status checked = check_json_paths(call, "image_object", {object->json_path}); !checked.ok()) {
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

struct PortForwardArguments {
  std::int64_t local_port = 0;
  std::int64_t container_port = 0;
  std::string name, link_path, host;
};

Result<Value> port_forward(Session& session, const BuiltinCall& call, const PortForwardArguments& arguments) {
  for (const auto& [parameter, port] : {std::pair("local_port", arguments.local_port),
                                        std::pair("container_port", arguments.container_port)}) {
    if (port < 0 || port > 65535) {
      return error("bad-port", fmt::format("`{}` of port_forward is {}", parameter, port))
          .at(call.span_of(parameter))
          .note("ports are from 0 to 65535");
    }
  }
  return session.heap().host(std::make_unique<PortForwardValue>(graph::PortForward{
      static_cast<int>(arguments.local_port), static_cast<int>(arguments.container_port), arguments.host,
      arguments.name, arguments.link_path}));
}

struct LinkArguments {
  std::string url, name;
};

Result<Value> link(Session& session, const BuiltinCall& call, const LinkArguments& arguments) {
  if (arguments.url.empty()) {
    return error("empty-url", "`url` of link is empty").at(call.span_of("url"));
  }
  const std::size_t colon = arguments.url.find(':');
  const bool has_scheme = colon != std::string::npos && arguments.url.find_first_of("/.") > colon;
  return session.heap().host(std::make_unique<LinkValue>(
      graph::Link{has_scheme ? arguments.url : "http://" + arguments.url, arguments.name}));
}

constexpr Builtin kK8sYaml{
    "k8s_yaml",
    "Registers Kubernetes objects. A string is always the path of a YAML file, content must be a blob.",
    k8s_yaml,
    required<&K8sYamlArguments::yaml>("yaml", "Path, blob, or a list of these."),
    optional<&K8sYamlArguments::allow_duplicates>("allow_duplicates", "Accept objects registered before."),
};
using Options = K8sResourceArguments;
constexpr Builtin kK8sResource{
    "k8s_resource",
    "Options for a workload of the YAML, or a resource made of named objects.",
    k8s_resource,
    optional<&Options::workload>("workload", "Name of the workload."),
    optional<&Options::new_name>("new_name", "Another name for it; with `objects` alone, the new resource."),
    optional<&Options::port_forwards>("port_forwards", "8000, \"8000:80\", \"host:8000:80\", port_forward(), or a list."),
    optional<&Options::extra_pod_selectors>("extra_pod_selectors", "Labels of further pods: a dict or a list of dicts."),
    optional<&Options::trigger_mode>("trigger_mode", "TRIGGER_MODE_AUTO or TRIGGER_MODE_MANUAL."),
    optional<&Options::resource_deps>("resource_deps", "Resources that come before it."),
    optional<&Options::objects>("objects", "Objects to add: \"name\", \"name:kind\", \"name:kind:namespace\"."),
    optional<&Options::auto_init>("auto_init", "Start it without being asked."),
    optional<&Options::pod_readiness>("pod_readiness", "ignore, wait or succeeded."),
    optional<&Options::links>("links", "URLs, link() values, or a list."),
    optional<&Options::labels>("labels", "Groups it belongs to."),
    optional<&Options::discovery_strategy>("discovery_strategy", "default or selectors-only."),
};
constexpr Builtin kK8sKind{
    "k8s_kind",
    "Declares a kind of object as a workload and tells where it names its images.",
    k8s_kind,
    required<&K8sKindArguments::kind>("kind", "The kind; a regular expression."),
    named_only,
    optional<&K8sKindArguments::image_json_path>("image_json_path", "JSONPath to the images: \"{.spec.image}\", or a list."),
    optional<&K8sKindArguments::api_version>("api_version", "Only objects of this apiVersion; a regular expression."),
    optional<&K8sKindArguments::image_object>("image_object", "Where repository and tag are two fields: a dict with "
                                                              "json_path, repo_field and tag_field."),
    optional<&K8sKindArguments::pod_readiness>("pod_readiness", "ignore, wait or succeeded."),
};
using Path_ = ImageJsonPathArguments;
constexpr Builtin kK8sImageJsonPath{
    "k8s_image_json_path",
    "Tells where further objects name their images.",
    k8s_image_json_path,
    required<&Path_::paths>("paths", "JSONPath to the images, or a list."),
    optional<&Path_::api_version>("api_version", "Only objects of this apiVersion; a regular expression."),
    optional<&Path_::kind>("kind", "Only objects of this kind; a regular expression."),
    optional<&Path_::name>("name", "Only objects of this name; a regular expression."),
    optional<&Path_::namespace_>("namespace", "Only objects of this namespace; a regular expression."),
};
constexpr Builtin kPortForward{
    "port_forward",
    "A forwarded port, for port_forwards=.",
    port_forward,
    required<&PortForwardArguments::local_port>("local_port", "Port here."),
    optional<&PortForwardArguments::container_port>("container_port", "Port of the container; default: the same."),
    optional<&PortForwardArguments::name>("name", "What it is called."),
    optional<&PortForwardArguments::link_path>("link_path", "Path for its link."),
    optional<&PortForwardArguments::host>("host", "Address to listen on."),
};
constexpr Builtin kLink{
    "link",
    "A link with a name, for links=.",
    link,
    required<&LinkArguments::url>("url", "The address; http:// where it has no scheme."),
    optional<&LinkArguments::name>("name", "What it is called."),
};

constexpr std::array kEntries{entry<kK8sYaml>, entry<kK8sResource>, entry<kK8sKind>,
                              entry<kK8sImageJsonPath>, entry<kPortForward>, entry<kLink>};

}  // namespace

Table kubernetes_table() { return kEntries; }

}  // namespace tiltc::builtins
