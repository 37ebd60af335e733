#include <algorithm>

#include "kinds.h"
#include "kubernetes/image_finder.h"

namespace tiltc::kubernetes {
namespace {

using yaml::Tree;
using yaml::TreeId;

std::optional<TreeId> spec_with_containers(const Tree& tree, TreeId pod) {
  const std::optional<TreeId> spec = tree.find(pod, "spec");
  const std::optional<TreeId> containers = spec ? tree.find(*spec, "containers") : std::nullopt;
  if (!containers || !tree.is_sequence(*containers)) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < tree[*containers].size; ++i) {
    if (!tree.is_mapping(tree.child(*containers, i))) {
      return std::nullopt;
    }
  }
  return spec;
}

// Pod templates by their shape, in the order of the text.
std::vector<PodTemplate> find_by_shape(const Tree& tree, TreeId root) {
  std::vector<PodTemplate> found;
  std::vector<TreeId> open = {root};
  while (!open.empty()) {
    const TreeId node = open.back();
    open.pop_back();
    if (tree[node].name == "template" && tree.is_mapping(node)) {
      if (const std::optional<TreeId> spec = spec_with_containers(tree, node)) {
        found.push_back({PodTemplate::Kind::kTemplate, node, *spec});
        continue;
      }
    }
    for (std::size_t i = tree[node].size; i-- > 0;) {
      open.push_back(tree.child(node, i));
    }
  }
  return found;
}

}  // namespace

bool is_pod_kind(const ManifestObject& object) {
  return find_pod_kind(object) != nullptr;
}

std::vector<PodTemplate> pod_templates(const ManifestObjects& manifest,
                                       const ManifestObject& object) {
  const Tree& tree = manifest.tree(object);
  const PodKind* kind = find_pod_kind(object);
  if (kind == nullptr) {
    return find_by_shape(tree, object.root);
  }
  std::optional<TreeId> pod = object.root;
  for (const std::string_view step : kind->path) {
    pod = pod && !step.empty() ? tree.find(*pod, step) : pod;
  }
  const std::optional<TreeId> spec = pod ? tree.find(*pod, "spec") : std::nullopt;
  if (!spec || !tree.is_mapping(*spec)) {
    return {};
  }
  const bool is_pod = *pod == object.root;
  return {{is_pod ? PodTemplate::Kind::kPod : PodTemplate::Kind::kTemplate, *pod, *spec}};
}

}  // namespace tiltc::kubernetes
