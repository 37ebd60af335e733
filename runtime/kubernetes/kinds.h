#pragma once

#include <array>
#include <string_view>

#include "kubernetes/objects.h"

// What is built in of Kubernetes' own kinds. Every version of a group counts: `apps/v1beta1` is
// `apps`.
namespace tiltc::kubernetes {

// A kind that makes pods, and where in it stands the pod: the mapping with `metadata` and `spec`.
struct PodKind {
  std::string_view kind;
  std::array<std::string_view, 2> groups;
  std::array<std::string_view, 4> path;  // unused ones are empty, at the end
};

// The lists of a pod's spec that hold containers, in the order in which their images count.
inline constexpr std::array<std::string_view, 3> kContainerLists = {"initContainers", "containers",
                                                                    "ephemeralContainers"};

// nullptr for any other kind.
const PodKind* find_pod_kind(const ManifestObject& object);

// Whether the group is Kubernetes' own, so that its objects' common fields have known types.
bool is_own_group(std::string_view group);

// Checks the types of fields in Kubernetes' own kinds (object_shapes.h).
Status check_types(const yaml::Tree& tree, const ManifestObject& object);

}  // namespace tiltc::kubernetes
