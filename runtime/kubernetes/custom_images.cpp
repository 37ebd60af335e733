#include "custom_images.h"

#include <array>
#include <string_view>

#include "base/text.h"

namespace tiltc::kubernetes {
namespace {

using yaml::Tree;
using yaml::TreeId;

// Where mappings with `image` stand; `[]` after a name means each item of the list, `*` each
// member.
struct Place {
  std::string_view group;
  std::string_view path;
  bool is_container = false;
};

constexpr std::array kPlaces = {
    Place{"argoproj.io", "spec.templates[].initContainers[]", true},
    Place{"argoproj.io", "spec.templates[].container", true},
    Place{"argoproj.io", "spec.templates[].script", true},
    Place{"argoproj.io", "spec.templates[].containerSet.containers[]", true},
    Place{"argoproj.io", "spec.templates[].sidecars[]", true},
    Place{"argoproj.io", "spec.workflowSpec.templates[].initContainers[]", true},
    Place{"argoproj.io", "spec.workflowSpec.templates[].container", true},
    Place{"argoproj.io", "spec.workflowSpec.templates[].script", true},
    Place{"argoproj.io", "spec.workflowSpec.templates[].containerSet.containers[]", true},
    Place{"argoproj.io", "spec.workflowSpec.templates[].sidecars[]", true},
    Place{"tekton.dev", "spec.steps[]", true},
    Place{"tekton.dev", "spec.stepTemplate", true},
    Place{"tekton.dev", "spec.sidecars[]", true},
    Place{"tekton.dev", "spec.taskSpec.steps[]", true},
    Place{"tekton.dev", "spec.taskSpec.sidecars[]", true},
    Place{"tekton.dev", "spec.tasks[].taskSpec.steps[]", true},
    Place{"tekton.dev", "spec.finally[].taskSpec.steps[]", true},
    Place{"tekton.dev", "spec.pipelineSpec.tasks[].taskSpec.steps[]", true},
    Place{"tekton.dev", "spec.pipelineSpec.finally[].taskSpec.steps[]", true},
    Place{"serving.kserve.io", "spec.*.containers[]", true},
    Place{"serving.kserve.io", "spec.*.model", true},
    Place{"kafka.strimzi.io", "spec"},
    Place{"kafka.strimzi.io", "spec.kafka"},
    Place{"kafka.strimzi.io", "spec.zookeeper"},
    Place{"kafka.strimzi.io", "spec.entityOperator.*"},
    Place{"kafka.strimzi.io", "spec.cruiseControl"},
    Place{"monitoring.coreos.com", "spec"},
    Place{"monitoring.coreos.com", "spec.containers[]", true},
    Place{"monitoring.coreos.com", "spec.initContainers[]", true},
    Place{"sparkoperator.k8s.io", "spec"},
    Place{"sparkoperator.k8s.io", "spec.driver"},
    Place{"sparkoperator.k8s.io", "spec.executor"},
    Place{"flink.apache.org", "spec"},
    Place{"opentelemetry.io", "spec"},
};

void append_children(const Tree& tree, TreeId node, std::vector<TreeId>& nodes) {
  for (std::size_t i = 0; i < tree[node].size; ++i) {
    nodes.push_back(tree.child(node, i));
  }
}

std::vector<TreeId> step(const Tree& tree, const std::vector<TreeId>& from, std::string_view name) {
  const bool each_item = name.ends_with("[]");
  name = each_item ? name.substr(0, name.size() - 2) : name;
  std::vector<TreeId> reached;
  for (const TreeId node : from) {
    if (name == "*" && tree.is_mapping(node)) {
      append_children(tree, node, reached);
      continue;
    }
    const std::optional<TreeId> member = tree.find(node, name);
    if (member && !each_item) {
      reached.push_back(*member);
    } else if (member && tree.is_sequence(*member)) {
      append_children(tree, *member, reached);
    }
  }
  return reached;
}

}  // namespace

std::vector<CustomImage> custom_images(const Tree& tree, const ManifestObject& object) {
  const std::string group = object.group();
  std::vector<CustomImage> images;
  for (const Place& place : kPlaces) {
    if (place.group != group) {
      continue;
    }
    std::vector<TreeId> nodes = {object.root};
    for (const std::string& name : split(place.path, '.')) {
      nodes = step(tree, nodes, name);
    }
    for (const TreeId node : nodes) {
      if (const std::optional<TreeId> image = tree.find(node, "image"); image) {
        images.push_back({*image, place.is_container});
      }
    }
  }
  return images;
}

}  // namespace tiltc::kubernetes
