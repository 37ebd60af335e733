#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace tiltc::graph {

// Edges of a directed graph over 0..n-1: edges[i] are what i needs.
using Adjacency = std::vector<std::vector<std::size_t>>;

// The nodes of one cycle, first one repeated at the end; nothing when the graph has none.
std::optional<std::vector<std::size_t>> find_cycle(const Adjacency& edges);

// `roots` and all they need, needs first, each once, otherwise in the order given. The graph is
// acyclic.
std::vector<std::size_t> dependencies_first(const Adjacency& edges,
                                            const std::vector<std::size_t>& roots);

}  // namespace tiltc::graph
