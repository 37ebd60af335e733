#pragma once

#include <span>

#include "graph/resources.h"

namespace tiltc::graph {

// nullptr when there is none. Takes logarithmic time: objects are in the order of their ids.
const Object* find_object(const Graph& graph, ObjectId id);

// The objects of one manifest, in order.
std::span<const Object> objects_of(const Graph& graph, ManifestId manifest);

}  // namespace tiltc::graph
