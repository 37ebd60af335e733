#pragma once

#include <string>

#include "graph/resources.h"

namespace tiltc::cli {

// The graph in three notations. Nodes are images, local resources and resources; an edge goes from
// what is needed to what needs it: from an image to those built from it, to the resources that
// deploy it, and along resource_deps.
std::string graph_as_dot(const graph::Graph& graph);
std::string graph_as_mermaid(const graph::Graph& graph);
std::string graph_as_json(const graph::Graph& graph);

}  // namespace tiltc::cli
