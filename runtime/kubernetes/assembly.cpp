#include "kubernetes/assembly.h"

#include "compose_images.h"
#include "graph/live_update.h"
#include "image_graph.h"
#include "kubernetes/image_finder.h"
#include "live_update_check.h"
#include "object_scan.h"
#include "resource_builder.h"

namespace tiltc::kubernetes {
namespace {

void mark_uses(graph::Graph& graph,
               const std::vector<std::optional<graph::ImageId>>& compose_images) {
  const std::size_t count = graph.targets.images.size();
  graph.image_is_deployed.assign(count, false);
  for (const graph::Object& object : graph.objects) {
    for (const graph::ImageId image : object.images) {
      graph.image_is_deployed[graph::index(image)] = true;
    }
  }
  for (const std::vector<graph::ImageId>& images : graph.custom_deploy_images) {
    for (const graph::ImageId image : images) {
      graph.image_is_deployed[graph::index(image)] = true;
    }
  }
  graph.image_is_used = graph.image_is_deployed;
  for (const std::optional<graph::ImageId>& image : compose_images) {
    if (image) {
      graph.image_is_used[graph::index(*image)] = true;
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (graph::is_live_update_only(graph.targets.images[i])) {
      graph.image_is_used[i] = true;
    }
    for (const graph::ImageId other : graph.image_deps[i]) {
      if (graph::index(other) != i) {
        graph.image_is_used[graph::index(other)] = true;
      }
    }
  }
}

Status find_custom_images(graph::Graph& graph, const ImageGraph& images) {
  for (const graph::CustomDeploy& deploy : graph.targets.custom_deploys) {
    Result<std::vector<graph::ImageId>> found = images.images_of(deploy);
    if (!found) {
      return std::move(found).error();
    }
    graph.custom_deploy_images.push_back(*std::move(found));
  }
  return Done{};
}

}  // namespace

Result<graph::Graph> assemble(graph::Targets targets, Diagnostics& warnings,
                              const WorkloadNaming& naming) {
  graph::Graph graph;
  graph.targets = std::move(targets);
  Result<ImageGraph> images = ImageGraph::make(graph.targets);
  if (!images) {
    return std::move(images).error();
  }
  Result<ImageFinder> finder = ImageFinder::make(graph.targets.locators);
  if (!finder) {
    return std::move(finder).error();
  }
  Result<ObjectScan> scan = scan_objects(graph, *images, *finder);
  if (!scan) {
    return std::move(scan).error();
  }
  graph.image_deps = images->dependencies();
  if (Status status = find_custom_images(graph, *images); !status) {
    return std::move(status).error();
  }
  const auto run_by_compose = compose_images(graph.targets, *images);
  if (!run_by_compose) {
    return Diagnostic(run_by_compose.error().diagnostic());
  }
  mark_uses(graph, *run_by_compose);
  if (Status status = images->check_cycles(graph.image_is_deployed); !status) {
    return std::move(status).error();
  }
  ResourceBuilder resources(graph, *images, scan->facts, naming, *run_by_compose, warnings);
  if (Status status = resources.build(); !status) {
    return std::move(status).error();
  }
  if (Status status = check_live_updates(graph); !status) {
    return std::move(status).error();
  }
  warn_of_unused(graph, scan->foreign, warnings);
  return graph;
}

}  // namespace tiltc::kubernetes
