#include <fmt/format.h>

#include "arguments.h"
#include "base/text.h"
#include "choices.h"
#include "tables.h"

namespace tiltc::builtins {

namespace {

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

Result<std::vector<std::map<std::string, std::string>>> pod_selectors(const BuiltinCall& call,
                                                                      Value value) {
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
      return error(
                 "wrong-type",
                 fmt::format("`extra_pod_selectors` of k8s_resource: {}",
                             problem.empty()
                                 ? fmt::format("wants a dict of strings or a list of these, got {}",
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
        .note(
            "`workload` is the name of a workload in the YAML; `new_name` with `objects` makes a "
            "resource");
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

Result<Done> k8s_resource(Session& session, const BuiltinCall& call,
                          const K8sResourceArguments& arguments) {
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

// Whether a `%` is not followed by two hex digits.
bool has_bad_escape(std::string_view url) {
  for (std::size_t at = url.find('%'); at != std::string_view::npos; at = url.find('%', at + 1)) {
    const std::string_view digits = url.substr(at + 1, 2);
    if (digits.size() < 2 ||
        digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

struct PortForwardArguments {
  std::int64_t local_port = 0;
  std::int64_t container_port = 0;
  std::string name, link_path, host;
};

Result<Value> port_forward(Session& session, const BuiltinCall& call,
                           const PortForwardArguments& arguments) {
  for (const auto& [parameter, port] : {std::pair("local_port", arguments.local_port),
                                        std::pair("container_port", arguments.container_port)}) {
    if (port < 0 || port > 65535) {
      return error("bad-port", fmt::format("`{}` of port_forward is {}", parameter, port))
          .at(call.span_of(parameter))
          .note("ports are from 0 to 65535");
    }
  }
  if (has_bad_escape(arguments.link_path)) {
    return error("bad-url-escape",
                 fmt::format("`link_path` of port_forward is {}", json_quote(arguments.link_path)))
        .at(call.span_of("link_path"))
        .note("in a URL, `%` is followed by two hex digits; `%` itself is written %25");
  }
  return session.heap().host(std::make_unique<PortForwardValue>(graph::PortForward{
      static_cast<int>(arguments.local_port), static_cast<int>(arguments.container_port),
      arguments.host, arguments.name, arguments.link_path}));
}

struct LinkArguments {
  std::string url, name;
};

Result<Value> link(Session& session, const BuiltinCall& call, const LinkArguments& arguments) {
  if (arguments.url.empty()) {
    return error("empty-url", "`url` of link is empty").at(call.span_of("url"));
  }
  return session.heap().host(
      std::make_unique<LinkValue>(graph::Link{with_scheme(arguments.url), arguments.name}));
}

using Options = K8sResourceArguments;
constexpr Builtin kK8sResource{
    "k8s_resource",
    "Options for a workload of the YAML, or a resource made of named objects.",
    k8s_resource,
    optional<&Options::workload>("workload", "Name of the workload."),
    optional<&Options::new_name>("new_name",
                                 "Another name for it; with `objects` alone, the new resource."),
    optional<&Options::port_forwards>(
        "port_forwards", "8000, \"8000:80\", \"host:8000:80\", port_forward(), or a list."),
    optional<&Options::extra_pod_selectors>("extra_pod_selectors",
                                            "Labels of further pods: a dict or a list of dicts."),
    optional<&Options::trigger_mode>("trigger_mode", "TRIGGER_MODE_AUTO or TRIGGER_MODE_MANUAL."),
    optional<&Options::resource_deps>("resource_deps", "Resources that come before it."),
    optional<&Options::objects>(
        "objects", "Objects to add: \"name\", \"name:kind\", \"name:kind:namespace\"."),
    optional<&Options::auto_init>("auto_init", "Start it without being asked."),
    optional<&Options::pod_readiness>("pod_readiness", "ignore, wait or succeeded."),
    optional<&Options::links>("links", "URLs, link() values, or a list."),
    optional<&Options::labels>("labels", "Groups it belongs to."),
    optional<&Options::discovery_strategy>("discovery_strategy", "default or selectors-only."),
    example(R"(
k8s_yaml(blob("""
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: main, image: example.com/api}]}
"""))
k8s_resource('api', port_forwards = ['8080:80'], labels = ['backend'])
)"),
};
constexpr Builtin kPortForward{
    "port_forward",
    "A forwarded port, for port_forwards=.",
    port_forward,
    required<&PortForwardArguments::local_port>("local_port", "Port here."),
    optional<&PortForwardArguments::container_port>("container_port",
                                                    "Port of the container; default: the same."),
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

constexpr std::array kEntries{entry<kK8sResource>, entry<kPortForward>, entry<kLink>};

}  // namespace

Table k8s_resource_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
