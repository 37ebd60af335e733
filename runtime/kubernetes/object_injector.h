#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "changes.h"
#include "formats/reference.h"
#include "graph/resources.h"
#include "kubernetes/image_finder.h"
#include "kubernetes/injection.h"
#include "kubernetes/objects.h"

namespace tiltc::kubernetes {

// What injection knows of the whole graph. Shared by threads that look at it.
struct InjectionContext {
  const graph::Graph& graph;
  const ClusterReferences& references;
  const ReferenceMatcher& matcher;
  const ImageFinder& finder;
  InjectedFields fields;
  std::set<graph::ObjectId> with_built_images;  // or whose resource has some elsewhere
  std::vector<graph::ObjectId> disabled;        // of resources that are left out; sorted

  bool is_enabled(graph::ObjectId object) const {
    return !std::binary_search(disabled.begin(), disabled.end(), object);
  }
};

// Decides what changes in one object, whose number is `id`; counts the places of each image.
Status inject_object(const InjectionContext& context, const ManifestObjects& manifest,
                     const ManifestObject& object, graph::ObjectId id, Changes& changes,
                     std::map<graph::ImageId, int>& replaced);

}  // namespace tiltc::kubernetes
