#include "formats/kubeconfig.h"

#include <fmt/format.h>

#include "formats/yaml_tree.h"

namespace tiltc {

namespace {

using yaml::Tree;
using yaml::TreeId;

std::string text_at(const Tree& tree, TreeId mapping, std::string_view name) {
  return std::string(tree.string_at(mapping, name).value_or(""));
}

// Contexts are a list of {name, context: {cluster, namespace, user}}.
Status read_contexts(const Tree& tree, TreeId list, KubeConfig& config) {
  if (tree.is_null(list)) {
    return Done{};
  }
  if (!tree.is_sequence(list)) {
    return error("bad-kubeconfig", "`contexts` of a kubeconfig must be a list").at(tree.span(list));
  }
  for (std::size_t i = 0; i < tree[list].size; ++i) {
    const TreeId entry = tree.child(list, i);
    const auto context =
        tree.is_mapping(entry) ? tree.find(entry, "context") : std::optional<TreeId>();
    if (!context || !tree.is_mapping(*context)) {
      return error("bad-kubeconfig", "an entry of `contexts` has no `context`")
          .at(tree.span(entry));
    }
    config.contexts.emplace(
        text_at(tree, entry, "name"),
        KubeConfig::Context{text_at(tree, *context, "cluster"),
                            text_at(tree, *context, "namespace"), text_at(tree, *context, "user")});
  }
  return Done{};
}

}  // namespace

void KubeConfig::merge(const KubeConfig& later) {
  if (current_context.empty()) {
    current_context = later.current_context;
  }
  contexts.insert(later.contexts.begin(), later.contexts.end());
}

Result<KubeConfig> read_kubeconfig(const SourcePtr& source) {
  const Result<yaml::Stream> stream = yaml::Stream::read(source);
  if (!stream) {
    return Error(stream.error().diagnostic());
  }
  KubeConfig config;
  for (const yaml::Document& document : stream->documents()) {
    if (document.is_empty) {
      continue;
    }
    const Result<Tree> tree = Tree::expand(*stream, document.root);
    if (!tree) {
      return Error(tree.error().diagnostic());
    }
    if (!tree->is_mapping(Tree::root())) {
      return error("bad-kubeconfig", "a kubeconfig must be a mapping").at(tree->span(Tree::root()));
    }
    config.current_context = text_at(*tree, Tree::root(), "current-context");
    if (const auto contexts = tree->find(Tree::root(), "contexts")) {
      if (Status status = read_contexts(*tree, *contexts, config); !status) {
        return std::move(status).error();
      }
    }
    break;  // what follows the first document is not looked at
  }
  return config;
}

}  // namespace tiltc
