#include "graph/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "graph/cycles.h"

namespace tiltc::graph {

namespace {

using Places = std::map<std::string, std::size_t, std::less<>>;

Places places_by_name(const Graph& graph) {
  Places places;
  for (std::size_t i = 0; i < graph.resources.size(); ++i) {
    places.emplace(graph.resources[i].name, i);
  }
  return places;
}

Diagnostic unknown_resources(const Graph& graph, const Selection& selection,
                             const std::vector<std::string>& unknown) {
  std::vector<std::string> names;
  for (const Resource& resource : graph.resources) {
    names.push_back(resource.name);
  }
  std::vector<std::string> quoted;
  for (const std::string& name : unknown) {
    quoted.push_back(json_quote(name));
  }
  Diagnostic wrong =
      error("unknown-resource",
            fmt::format("{} names {}, which {} no resource{}", selection.chosen, join(quoted, ", "),
                        unknown.size() == 1 ? "is" : "are", unknown.size() == 1 ? "" : "s"));
  if (selection.span) {
    wrong.at(selection.span);
  }
  wrong.note(names.empty() ? "the Tiltfile makes no resources"
                           : "resources are " + join(names, ", "));
  const std::vector<std::string> near = closest_names(unknown.front(), names);
  return near.empty() ? wrong : wrong.with_help(fmt::format("did you mean `{}`?", near.front()));
}

Adjacency dependencies(const Graph& graph, const Places& places) {
  Adjacency edges(graph.resources.size());
  for (std::size_t i = 0; i < graph.resources.size(); ++i) {
    for (const std::string& dep : graph.resources[i].resource_deps) {
      if (const auto place = places.find(dep); place != places.end()) {
        edges[i].push_back(place->second);
      }
    }
  }
  return edges;
}

void mark_deployed(Graph& graph) {
  graph.image_is_deployed.assign(graph.targets.images.size(), false);
  for (const Resource& resource : graph.resources) {
    if (resource.enabled) {
      for (const ImageId image : resource.direct_images) {
        graph.image_is_deployed[index(image)] = true;
      }
    }
  }
}

}  // namespace

Status select(Graph& graph, const Selection& selection) {
  if (selection.kind == Selection::Kind::kAll) {
    return Done{};
  }
  const Places places = places_by_name(graph);
  std::vector<std::size_t> roots;
  std::vector<std::string> unknown;
  for (const std::string& name : selection.names) {
    if (const auto place = places.find(name); place != places.end()) {
      roots.push_back(place->second);
    } else {
      unknown.push_back(name);
    }
  }
  if (!unknown.empty()) {
    return unknown_resources(graph, selection, unknown);
  }
  if (const auto place = places.find(kUncategorized);
      place != places.end() && selection.uncategorized == Selection::Uncategorized::kStays) {
    roots.push_back(place->second);
  }
  std::vector<bool> chosen(graph.resources.size());
  for (const std::size_t i : dependencies_first(dependencies(graph, places), roots)) {
    chosen[i] = true;
  }
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    graph.resources[i].enabled = graph.resources[i].enabled && chosen[i];
  }
  mark_deployed(graph);
  return Done{};
}

}  // namespace tiltc::graph
