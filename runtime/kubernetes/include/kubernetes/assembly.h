#pragma once

#include <functional>

#include "base/result.h"
#include "graph/resources.h"
#include "graph/targets.h"

namespace tiltc::kubernetes {

// Names the resource of a workload: the user's own function. Fails where that does. Null: workloads
// get the shortest name that is unique.
using WorkloadNaming = std::function<Result<std::string>(const graph::Object&)>;

// Makes the graph of what an evaluation registered: which image is built from which, which objects
// name which images, and which resources they form. Reads no file: all text is in the targets.
//
// Fails on: wrong YAML, objects given twice, images that are no reference, image_deps without a
// target, cycles of images that something deploys, k8s_resource() calls that name nothing or too
// much, clashes of names, cycles of resource_deps, steps of live_update that cannot work. Warns of: images that nothing uses,
// resource_deps that do not exist. A cycle of images that nothing deploys is let be, so
// Graph::image_deps may hold one; walk it from Resource::images, which are in order.
Result<graph::Graph> assemble(graph::Targets targets, Diagnostics& warnings,
                              const WorkloadNaming& naming = nullptr);

}  // namespace tiltc::kubernetes
