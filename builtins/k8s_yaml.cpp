#include <fmt/format.h>

#include <algorithm>

#include "arguments.h"
#include "formats/yaml.h"
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
      .with_help(
          "a command's or file's text goes in as blob: k8s_yaml(local('…')), "
          "k8s_yaml(read_file('…'))");
}

bool has_documents(const yaml::Stream& stream) {
  return std::any_of(stream.documents().begin(), stream.documents().end(),
                     [](const yaml::Document& document) { return !document.is_empty; });
}

Result<graph::Manifest> read_manifest(Session& session, const BuiltinCall& call,
                                      const PathOrBlob& item) {
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

Result<Done> k8s_yaml(Session& session, const BuiltinCall& call,
                      const K8sYamlArguments& arguments) {
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
