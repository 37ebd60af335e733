#include "live_update_check.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/path.h"
#include "base/text.h"
#include "graph/cycles.h"
#include "graph/live_update.h"

namespace tiltc::kubernetes {
namespace {

using graph::ImageTarget;
using graph::LiveUpdateStep;

std::vector<std::string> folders_of(const ImageTarget& image) {
  if (const auto* docker = std::get_if<graph::DockerBuild>(&image.build)) {
    return docker->context == "-" ? std::vector<std::string>() : std::vector{docker->context};
  }
  return std::get<graph::CustomBuild>(image.build).deps;
}

// What the image, and all that it is built from, is made of.
std::vector<std::string> watched_by(const graph::Graph& graph, std::size_t image) {
  graph::Adjacency edges(graph.image_deps.size());
  for (std::size_t i = 0; i < edges.size(); ++i) {
    for (const graph::ImageId dependency : graph.image_deps[i]) {
      edges[i].push_back(graph::index(dependency));
    }
  }
  std::vector<std::string> watched;
  for (const std::size_t needed : graph::dependencies_first(edges, {image})) {
    const std::vector<std::string> folders = folders_of(graph.targets.images[needed]);
    watched.insert(watched.end(), folders.begin(), folders.end());
  }
  return watched;
}

Status check_watched(const ImageTarget& image, const LiveUpdateStep& step, const std::string& path,
                     const std::vector<std::string>& watched) {
  if (std::any_of(watched.begin(), watched.end(),
                  [&](const std::string& folder) { return is_within(folder, path); })) {
    return Done{};
  }
  return error("live-update-outside",
               fmt::format("`{}` is not among the files that `{}` is made of", path, image.ref))
      .at(step.span, "this step")
      .also(image.span, "of this image")
      .note(watched.empty() ? "it is made of no files"
                            : fmt::format("it is made of: {}", join(watched, ", ")))
      .with_help("changes of other files are not seen: add the path to the context or to deps");
}

Diagnostic no_restart(const graph::Graph& graph, std::size_t image, const LiveUpdateStep& step) {
  std::vector<std::string> names;
  for (const graph::Resource& resource : graph.resources) {
    const auto& used = resource.direct_images;
    if (std::any_of(used.begin(), used.end(),
                    [&](graph::ImageId id) { return graph::index(id) == image; })) {
      names.push_back(resource.name);
    }
  }
  return error("restart-container", fmt::format("restart_container() does nothing in Kubernetes, "
                                                "where {} runs",
                                                join(names, ", ")))
      .at(step.span, "this step")
      .also(graph.targets.images[image].span, "of this image")
      .with_help("the extension restart_process restarts a process in its container");
}

Status check_image(const graph::Graph& graph, std::size_t index) {
  const ImageTarget& image = graph.targets.images[index];
  const std::vector<std::string> watched = watched_by(graph, index);
  for (const LiveUpdateStep& step : image.live_update) {
    if (step.kind == LiveUpdateStep::Kind::kRestartContainer) {
      return no_restart(graph, index, step);
    }
    std::vector<std::string> paths = step.paths;
    if (step.kind == LiveUpdateStep::Kind::kSync) {
      paths.push_back(step.local_path);
    }
    for (const std::string& path : paths) {
      if (Status status = check_watched(image, step, path, watched); !status) {
        return status;
      }
    }
  }
  return Done{};
}

}  // namespace

Status check_live_updates(const graph::Graph& graph) {
  for (std::size_t i = 0; i < graph.targets.images.size(); ++i) {
    const bool runs =
        graph.image_is_deployed[i] || graph::is_live_update_only(graph.targets.images[i]);
    if (!runs || graph.targets.images[i].live_update.empty()) {
      continue;
    }
    if (Status status = check_image(graph, i); !status) {
      return status;
    }
  }
  return Done{};
}

}  // namespace tiltc::kubernetes
