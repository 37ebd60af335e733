#include "kinds.h"

#include <string>

namespace tiltc::kubernetes {
namespace {

constexpr std::array<PodKind, 9> kPodKinds = {{
    {"Pod", {"", ""}, {}},
    {"PodTemplate", {"", ""}, {"template"}},
    {"ReplicationController", {"", ""}, {"spec", "template"}},
    {"Deployment", {"apps", "extensions"}, {"spec", "template"}},
    {"ReplicaSet", {"apps", "extensions"}, {"spec", "template"}},
    {"DaemonSet", {"apps", "extensions"}, {"spec", "template"}},
    {"StatefulSet", {"apps", "apps"}, {"spec", "template"}},
    {"Job", {"batch", "batch"}, {"spec", "template"}},
    {"CronJob", {"batch", "batch"}, {"spec", "jobTemplate", "spec", "template"}},
}};

}  // namespace

const PodKind* find_pod_kind(const ManifestObject& object) {
  const std::string group = object.group();
  for (const PodKind& kind : kPodKinds) {
    if (kind.kind == object.kind && (kind.groups[0] == group || kind.groups[1] == group)) {
      return &kind;
    }
  }
  return nullptr;
}

bool is_own_group(std::string_view group) {
  constexpr std::string_view kSuffix = ".k8s.io";
  return group.find('.') == std::string_view::npos ||
         (group.size() > kSuffix.size() && group.substr(group.size() - kSuffix.size()) == kSuffix);
}

}  // namespace tiltc::kubernetes
