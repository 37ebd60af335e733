#include "graph/cycles.h"

#include <algorithm>

namespace tiltc::graph {

namespace {

enum class Mark : unsigned char { kNew, kOpen, kDone };

struct Step {
  std::size_t node;
  std::size_t next_edge;
};

// Depth-first walk with a stack of its own: a chain of a million targets must not end the process.
// Calls `done` after a node's needs; stops and returns the cycle if it meets one.
template <class OnDone>
std::optional<std::vector<std::size_t>> walk(const Adjacency& edges, std::size_t root,
                                             std::vector<Mark>& marks, const OnDone& done) {
  if (marks[root] == Mark::kDone) {
    return std::nullopt;
  }
  std::vector<Step> path{{root, 0}};
  marks[root] = Mark::kOpen;
  while (!path.empty()) {
    Step& top = path.back();
    if (top.next_edge == edges[top.node].size()) {
      marks[top.node] = Mark::kDone;
      done(top.node);
      path.pop_back();
      continue;
    }
    const std::size_t needed = edges[top.node][top.next_edge++];
    if (marks[needed] == Mark::kOpen) {
      std::vector<std::size_t> cycle;
      const auto start = std::find_if(path.begin(), path.end(),
                                      [&](const Step& step) { return step.node == needed; });
      for (auto step = start; step != path.end(); ++step) {
        cycle.push_back(step->node);
      }
      cycle.push_back(needed);
      return cycle;
    }
    if (marks[needed] == Mark::kNew) {
      marks[needed] = Mark::kOpen;
      path.push_back({needed, 0});
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<std::size_t>> find_cycle(const Adjacency& edges) {
  std::vector<Mark> marks(edges.size(), Mark::kNew);
  for (std::size_t node = 0; node < edges.size(); ++node) {
    if (auto cycle = walk(edges, node, marks, [](std::size_t) {})) {
      return cycle;
    }
  }
  return std::nullopt;
}

std::vector<std::size_t> dependencies_first(const Adjacency& edges,
                                            const std::vector<std::size_t>& roots) {
  std::vector<Mark> marks(edges.size(), Mark::kNew);
  std::vector<std::size_t> order;
  for (const std::size_t root : roots) {
    walk(edges, root, marks, [&](std::size_t node) { order.push_back(node); });
  }
  return order;
}

}  // namespace tiltc::graph
