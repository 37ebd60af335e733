#include "graph/selection.h"

#include "catch.h"

namespace tiltc::graph {

namespace {

// Resources from "name:dep,dep" words.
Graph graph_of(const std::vector<std::pair<std::string, std::vector<std::string>>>& resources) {
  Graph graph;
  for (const auto& [name, deps] : resources) {
    Resource resource;
    resource.name = name;
    resource.resource_deps = deps;
    graph.resources.push_back(resource);
  }
  return graph;
}

std::string enabled(const Graph& graph) {
  std::string names;
  for (const Resource& resource : graph.resources) {
    names += resource.enabled ? resource.name + " " : "";
  }
  return names;
}

Selection of(std::vector<std::string> names) {
  Selection selection;
  selection.kind = Selection::Kind::kNames;
  selection.names = std::move(names);
  selection.chosen = "--only";
  return selection;
}

}  // namespace

TEST_CASE("a selection pulls in all that it waits for, in the declared order") {
  Graph graph = graph_of({{"a", {}}, {"b", {"a"}}, {"c", {"b"}}, {"d", {"b"}}, {"e", {}}});
  REQUIRE(select(graph, of({"c"})).ok());
  CHECK(enabled(graph) == "a b c ");
}

TEST_CASE("uncategorized objects stay unless they are sent away") {
  Graph graph = graph_of({{"a", {}}, {"b", {}}, {kUncategorized, {}}});
  Selection selection = of({"a"});
  REQUIRE(select(graph, selection).ok());
  CHECK(enabled(graph) == "a uncategorized ");
  selection.uncategorized = Selection::Uncategorized::kGoes;
  REQUIRE(select(graph, selection).ok());
  CHECK(enabled(graph) == "a ");
}

TEST_CASE("no names leave nothing, and a second selection only narrows") {
  Graph graph = graph_of({{"a", {}}, {"b", {}}});
  REQUIRE(select(graph, of({"a"})).ok());
  REQUIRE(select(graph, of({"b"})).ok());
  CHECK(enabled(graph).empty());
}

TEST_CASE("names without a resource are told all at once, with a guess") {
  Graph graph = graph_of({{"api", {}}, {"web", {}}});
  const Status status = select(graph, of({"apj", "web", "x"}));
  REQUIRE_FALSE(status.ok());
  const Diagnostic& wrong = status.error().diagnostic();
  CHECK(wrong.code == "unknown-resource");
  CHECK(wrong.message == R"(--only names "apj", "x", which are no resources)");
  CHECK(wrong.help == "did you mean `api`?");
  CHECK(enabled(graph) == "api web ");
}

}  // namespace tiltc::graph
