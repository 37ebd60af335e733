#include "graph/cycles.h"

#include "catch.h"

namespace tiltc::graph {

TEST_CASE("a cycle is shown from its first node back to it") {
  CHECK(find_cycle({{1}, {2}, {1}}) == std::vector<std::size_t>{1, 2, 1});
  CHECK(find_cycle({{0}}) == std::vector<std::size_t>{0, 0});
  CHECK_FALSE(find_cycle({{1, 2}, {3}, {3}, {}}).has_value());
}

TEST_CASE("needs come first and each once") {
  const Adjacency diamond{{1, 2}, {3}, {3}, {}};
  CHECK(dependencies_first(diamond, {0}) == std::vector<std::size_t>{3, 1, 2, 0});
}

TEST_CASE("a very long chain does not run the stack out") {
  Adjacency chain(200000);
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    chain[i].push_back(i + 1);
  }
  CHECK_FALSE(find_cycle(chain).has_value());
}

}  // namespace tiltc::graph
