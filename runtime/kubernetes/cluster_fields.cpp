#include "cluster_fields.h"

#include <algorithm>
#include <array>

#include "kinds.h"
#include "template_hash.h"

namespace tiltc::kubernetes {
namespace {

using yaml::Tree;
using yaml::TreeId;

constexpr std::string_view kManagedBy = "app.kubernetes.io/managed-by";
constexpr std::string_view kTilt = "tilt";
constexpr std::string_view kTemplateHash = "tilt.dev/pod-template-hash";
constexpr std::string_view kPullPolicy = "imagePullPolicy";
constexpr std::string_view kIfNotPresent = "IfNotPresent";

NewMember label(std::string_view name, std::string_view value) {
  return {std::string(name), std::string(value)};
}

class ClusterFields {
 public:
  ClusterFields(const ObjectToLabel& work, Changes& changes)
      : work_(work),
        object_(work.object),
        tree_(work.manifest.tree(work.object)),
        changes_(changes),
        is_own_(is_own_group(work.object.group())) {
    for (const PodTemplate& pod : pod_templates(work.manifest, work.object)) {
      if (is_own_) {
        pods_.push_back(pod);
      }
    }
  }

  void set() {
    infer_selector();
    follow_selectors();
    if (work_.has_built_images) {
      set_pull_policies();
      start_pods_in_parallel();
    }
    for (const ImagePlace& place : work_.replaced) {
      set_pull_policy(place);
    }
    set_labels(object_.root, {label(kManagedBy, kTilt)}, "kind");
    label_job_template();
    for (const PodTemplate& pod : pods_) {
      if (pod.kind == PodTemplate::Kind::kTemplate) {
        const std::string hash = template_hash(changes_, pod.pod);
        set_labels(pod.pod, {label(kManagedBy, kTilt), label(kTemplateHash, hash)}, "spec");
      }
    }
  }

 private:
  std::optional<TreeId> find(std::initializer_list<std::string_view> path) const {
    std::optional<TreeId> node = object_.root;
    for (const std::string_view step : path) {
      node = node ? tree_.find(*node, step) : std::nullopt;
    }
    return node;
  }

  std::string last_member(TreeId mapping) const {
    const std::uint32_t size = tree_[mapping].size;
    return size == 0 ? "" : std::string(tree_[tree_.child(mapping, size - 1)].name);
  }

  // Labels of the metadata that `owner` has, or gets below its member `after`.
  void set_labels(TreeId owner, NewMapping labels, std::string_view after) {
    const std::optional<TreeId> metadata = tree_.find(owner, "metadata");
    if (!metadata) {
      changes_.insert(owner,
                      {"metadata", NewMapping{{"labels", std::move(labels)}}, std::string(after)});
      return;
    }
    if (tree_.is_null(*metadata)) {
      changes_.replace(*metadata, NewMapping{{"labels", std::move(labels)}});
      return;
    }
    if (!tree_.is_mapping(*metadata)) {
      return;
    }
    const std::optional<TreeId> known = tree_.find(*metadata, "labels");
    if (!known || !tree_.is_mapping(*known)) {
      changes_.set(*metadata, {"labels", std::move(labels), last_member(*metadata)});
      return;
    }
    for (NewMember& one : labels) {
      one.after = last_member(*known);
      changes_.set(*known, std::move(one));
    }
  }

  // Before apps/v1 a Deployment without a selector selected what its template is labelled with; the
  // labels that are added here must not become part of that.
  void infer_selector() {
    const bool is_old = object_.kind == "Deployment" && object_.api_version != "apps/v1" && is_own_;
    const std::optional<TreeId> spec = find({"spec"});
    const std::optional<TreeId> labels = find({"spec", "template", "metadata", "labels"});
    const std::optional<TreeId> selector = find({"spec", "selector"});
    if (!is_old || !labels || !tree_.is_mapping(*labels) ||
        (selector && !tree_.is_null(*selector))) {
      return;
    }
    NewMapping match;
    for (std::size_t i = 0; i < tree_[*labels].size; ++i) {
      const TreeId one = tree_.child(*labels, i);
      match.push_back(label(tree_[one].name, tree_.string(one).value_or("")));
    }
    changes_.set(*spec, {"selector", NewMapping{{"matchLabels", std::move(match)}}, "template"});
  }

  // Selectors that name the label have to select its new value.
  void follow_selectors() {
    if (!is_own_) {
      return;
    }
    std::optional<TreeId> selector = find({"spec", "selector", "matchLabels"});
    if (object_.kind == "Service" || object_.kind == "ReplicationController") {
      selector = find({"spec", "selector"});
    }
    const std::optional<TreeId> known = selector ? tree_.find(*selector, kManagedBy) : std::nullopt;
    if (known) {
      changes_.replace(*known, std::string(kTilt));
    }
  }

  void set_pull_policies() {
    for (const PodTemplate& pod : pods_) {
      for (const std::string_view list : kContainerLists) {
        const std::optional<TreeId> containers = tree_.find(pod.spec, list);
        for (std::size_t i = 0; containers && i < tree_[*containers].size; ++i) {
          const TreeId container = tree_.child(*containers, i);
          if (tree_.is_mapping(container)) {
            changes_.set(container,
                         {std::string(kPullPolicy), std::string(kIfNotPresent), "image"});
          }
        }
      }
    }
  }

  void start_pods_in_parallel() {
    const std::optional<TreeId> spec = find({"spec"});
    if (is_own_ && object_.kind == "StatefulSet" && spec && tree_.is_mapping(*spec)) {
      changes_.set(*spec, {"podManagementPolicy", "Parallel", "serviceName"});
    }
  }

  // Beside a reference that Kubernetes itself does not know, only where the field stands already.
  void set_pull_policy(const ImagePlace& place) {
    const TreeId parent = tree_[place.node].parent;
    if (place.kind == ImagePlace::Kind::kImageVolume) {
      changes_.set(parent, {"pullPolicy", std::string(kIfNotPresent), "reference"});
      return;
    }
    const bool is_string = place.kind == ImagePlace::Kind::kLocator ||
                           (place.kind == ImagePlace::Kind::kContainer && !is_own_);
    const std::optional<TreeId> known =
        is_string && parent != yaml::kNoTree ? tree_.find(parent, kPullPolicy) : std::nullopt;
    if (known) {
      changes_.replace(*known, std::string(kIfNotPresent));
    }
  }

  void label_job_template() {
    const std::optional<TreeId> job = find({"spec", "jobTemplate"});
    if (is_own_ && object_.kind == "CronJob" && job && tree_.is_mapping(*job)) {
      set_labels(*job, {label(kManagedBy, kTilt)}, "spec");
    }
  }

  const ObjectToLabel& work_;
  const ManifestObject& object_;
  const Tree& tree_;
  Changes& changes_;
  bool is_own_;
  std::vector<PodTemplate> pods_;  // of Kubernetes' own kinds
};

}  // namespace

void set_cluster_fields(const ObjectToLabel& work, Changes& changes) {
  ClusterFields(work, changes).set();
}

}  // namespace tiltc::kubernetes
