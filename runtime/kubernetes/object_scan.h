#pragma once

#include <vector>

#include "graph/resources.h"
#include "image_graph.h"
#include "kubernetes/image_finder.h"
#include "resource_builder.h"

namespace tiltc::kubernetes {

// What the manifests hold beside Graph::objects.
struct ObjectScan {
  std::vector<ObjectFacts> facts;     // in the order of Graph::objects
  std::vector<ForeignImage> foreign;  // in the order of the text
};

// Reads the manifests of the targets into Graph::objects, in their order. Documents are read on all
// cores, and forgotten as soon as they are understood: a manifest takes a few times its size. Fails
// with the first mistake in the order of the text.
Result<ObjectScan> scan_objects(graph::Graph& graph, const ImageGraph& images,
                                const ImageFinder& finder);

}  // namespace tiltc::kubernetes
