#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "arguments.h"
#include "base/text.h"
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

// Whether anything stands in the text but comments, directives and marks of documents.
bool has_documents(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  text.remove_prefix(text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const bool is_mark = line.starts_with("---") || line.starts_with("...");
    line = trim(line.substr(is_mark ? 3 : 0));
    if (!line.empty() && !line.starts_with('#') && !line.starts_with('%')) {
      return true;
    }
  }
  return false;
}

// Whether k8s_yaml was given nothing but this text, so that it must not be empty.
enum class Emptiness { kAllowed, kForbidden };

bool is_forbidden(const SourcePtr& source, Emptiness emptiness) {
  if (emptiness == Emptiness::kAllowed) {
    return false;
  }
  return !has_documents(source->text());
}

// Keeps the manifest's place in the order for a text that comes later.
Status add_deferred(Session& session, const BuiltinCall& call, graph::Manifest manifest,
                    const Blob& blob, Emptiness emptiness) {
  const std::size_t index = session.targets().manifests.size();
  session.targets().manifests.push_back(std::move(manifest));
  Diagnostic empty = empty_yaml(call);
  empty.stack = session.engine().stack();
  return blob.deferred()->then([&session, index, origin = blob.origin(), emptiness,
                                empty = std::move(empty)](const std::string& text) -> Status {
    const auto source = std::make_shared<Source>(origin, text);
    session.targets().manifests[index].source = source;
    if (is_forbidden(source, emptiness)) {
      return empty;
    }
    collect_secrets(session, source);
    return Done{};
  });
}

Result<Done> k8s_yaml(Session& session, const BuiltinCall& call,
                      const K8sYamlArguments& arguments) {
  if (arguments.yaml.is_none || arguments.yaml.values.empty()) {
    return empty_yaml(call);
  }
  graph::Manifest manifest;
  manifest.allow_duplicates = arguments.allow_duplicates;
  manifest.span = call.span();
  Emptiness emptiness = Emptiness::kForbidden;
  for (const PathOrBlob& item : arguments.yaml.values) {
    const Emptiness now = std::exchange(emptiness, Emptiness::kAllowed);
    manifest.is_file = item.blob == nullptr;
    if (!manifest.is_file && item.blob->deferred() != nullptr) {
      if (Status added = add_deferred(session, call, manifest, *item.blob, now); !added.ok()) {
        return added;
      }
      continue;
    }
    Result<SourcePtr> source = read_yaml_argument(session, call, item);
    if (!source.ok()) {
      return std::move(source).error();
    }
    if (!manifest.is_file && is_forbidden(*source, now)) {
      return empty_yaml(call);
    }
    collect_secrets(session, *source);
    manifest.source = *source;
    session.targets().manifests.push_back(manifest);
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
    example(R"(
k8s_yaml(encode_yaml({
    'apiVersion': 'v1',
    'kind': 'ConfigMap',
    'metadata': {'name': 'settings'},
    'data': {'mode': 'dev'},
}))
)"),
};

constexpr std::array kEntries{entry<kK8sYaml>};

}  // namespace

Table k8s_yaml_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
