#include <fmt/format.h>

#include <algorithm>

#include "arguments.h"
#include "formats/yaml.h"
#include "secrets.h"
#include "tables.h"
#include "yaml_argument.h"

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
      .with_help(
          "a command's or file's text goes in as blob: k8s_yaml(local('…')), "
          "k8s_yaml(read_file('…'))");
}

bool has_documents(const yaml::Stream& stream) {
  return std::any_of(stream.documents().begin(), stream.documents().end(),
                     [](const yaml::Document& document) { return !document.is_empty; });
}

Result<Done> k8s_yaml(Session& session, const BuiltinCall& call,
                      const K8sYamlArguments& arguments) {
  if (arguments.yaml.is_none || arguments.yaml.values.empty()) {
    return empty_yaml(call);
  }
  bool first = true;
  for (const PathOrBlob& item : arguments.yaml.values) {
    Result<SourcePtr> source = read_yaml_argument(session, call, item);
    if (!source.ok()) {
      return std::move(source).error();
    }
    if (first && item.content) {
      Result<yaml::Stream> stream = yaml::Stream::read(*source);
      if (stream.ok() && !has_documents(*stream)) {
        return empty_yaml(call);
      }
    }
    first = false;
    collect_secrets(session, *source);
    session.targets().manifests.push_back(
        {*source, !item.content, arguments.allow_duplicates, call.span()});
  }
  return Done{};
}

constexpr Builtin kK8sYaml{
    "k8s_yaml",
    "Registers Kubernetes objects. A string is always the path of a YAML file, content must be a "
    "blob.",
    k8s_yaml,
    required<&K8sYamlArguments::yaml>("yaml", "Path, blob, or a list of these."),
    optional<&K8sYamlArguments::allow_duplicates>("allow_duplicates",
                                                  "Accept objects registered before."),
};

constexpr std::array kEntries{entry<kK8sYaml>};

}  // namespace

Table k8s_yaml_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
