#pragma once

#include <vector>

#include "changes.h"
#include "kubernetes/image_finder.h"
#include "kubernetes/objects.h"

namespace tiltc::kubernetes {

// One object whose references are in its changes already.
struct ObjectToLabel {
  const ManifestObjects& manifest;
  const ManifestObject& object;
  const std::vector<ImagePlace>& replaced;  // where built images went
  bool has_built_images = false;            // its resource has, in this object or another
};

// What Tilt sets beside the references when it deploys (InjectedFields::kTilt): the label
// `app.kubernetes.io/managed-by` on all metadata, and where selectors ask for it already;
// `imagePullPolicy: IfNotPresent` and parallel pods in resources with built images; and the label
// `tilt.dev/pod-template-hash` on pod templates, so that pods of this deploy can be told from older
// ones.
void set_cluster_fields(const ObjectToLabel& work, Changes& changes);

}  // namespace tiltc::kubernetes
