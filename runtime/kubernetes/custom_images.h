#pragma once

#include <vector>

#include "kubernetes/objects.h"

namespace tiltc::kubernetes {

// A field of a custom resource that names an image.
struct CustomImage {
  yaml::TreeId image{};
  bool is_container = false;  // its mapping has `command` and `args` too
};

// The images of well-known custom resources whose shape is not that of a pod template: workflows
// and tasks (Argo, Tekton), and the `image` in specifications of operators. Any version of a group
// counts. In the order of the table, then of the text.
std::vector<CustomImage> custom_images(const yaml::Tree& tree, const ManifestObject& object);

}  // namespace tiltc::kubernetes
