#include "kubernetes/assembly.h"

#include <algorithm>

#include "compose_images.h"
#include "image_graph.h"
#include "kinds.h"
#include "kubernetes/image_finder.h"
#include "kubernetes/objects.h"
#include "resource_builder.h"

namespace tiltc::kubernetes {
namespace {

using yaml::Tree;
using yaml::TreeId;

// The members of a mapping that are strings, null being "".
std::map<std::string, std::string> strings_of(const Tree& tree, std::optional<TreeId> mapping) {
  std::map<std::string, std::string> strings;
  if (mapping && tree.is_mapping(*mapping)) {
    for (std::size_t i = 0; i < tree[*mapping].size; ++i) {
      const TreeId member = tree.child(*mapping, i);
      strings.emplace(tree[member].name, tree.string(member).value_or(""));
    }
  }
  return strings;
}

// Reads the manifests into Graph::objects and the facts beside them.
class ObjectScan {
 public:
  ObjectScan(graph::Graph& graph, const ImageGraph& images, const ImageFinder& finder)
      : graph_(graph), images_(images), finder_(finder) {}

  Status scan() {
    for (std::size_t i = 0; i < graph_.targets.manifests.size(); ++i) {
      if (Status status = scan_manifest(i); !status) {
        return status;
      }
    }
    return Done{};
  }

  const std::vector<ObjectFacts>& facts() const { return facts_; }
  const std::vector<ForeignImage>& foreign() const { return foreign_; }

 private:
  Status scan_manifest(std::size_t index) {
    const graph::Manifest& manifest = graph_.targets.manifests[index];
    Result<ManifestObjects> objects = read_manifest(manifest);
    if (!objects) {
      return std::move(objects).error();
    }
    if (Status status = duplicates_.add(manifest, *objects); !status) {
      return status;
    }
    for (std::size_t i = 0; i < objects->objects.size(); ++i) {
      const graph::ObjectId id{graph::ManifestId{static_cast<std::uint32_t>(index)},
                               static_cast<std::uint32_t>(i)};
      if (Status status = add_object(id, *objects, objects->objects[i]); !status) {
        return status;
      }
    }
    return Done{};
  }

  Status add_object(graph::ObjectId id, const ManifestObjects& manifest,
                    const ManifestObject& read) {
    graph::Object object{id, read.name, read.kind, read.api_version, read.namespace_,
                         {}, read.span};
    ObjectFacts facts;
    Result<std::vector<ImagePlace>> places = finder_.find(manifest, read);
    if (!places) {
      return std::move(places).error();
    }
    facts.is_workload = finder_.is_declared_workload(read);
    for (const ImagePlace& place : *places) {
      const bool is_known = add_image(place, object);
      // What only looks like a pod makes a workload of its object when a built image stands there.
      facts.is_workload |= is_known || names_image(read, place.kind);
    }
    describe_pods(manifest, read, facts);
    facts.pod_readiness = finder_.pod_readiness(read);
    facts.name_span = read.name_span;
    graph_.objects.push_back(std::move(object));
    facts_.push_back(std::move(facts));
    return Done{};
  }

  // Whether such a place makes a workload of its object whatever image it names.
  static bool names_image(const ManifestObject& read, ImagePlace::Kind kind) {
    return kind == ImagePlace::Kind::kLocator || kind == ImagePlace::Kind::kLocatorObject ||
           (kind != ImagePlace::Kind::kEnvironment && is_pod_kind(read));
  }

  // Whether the place names an image that is built.
  bool add_image(const ImagePlace& place, graph::Object& object) {
    const std::optional<graph::ImageId> image = images_.match(place.reference);
    const bool is_environment = place.kind == ImagePlace::Kind::kEnvironment;
    if (!image) {
      if (!is_environment) {
        foreign_.push_back({place.reference.familiar_name(), place.span});
      }
      return false;
    }
    if (is_environment && !graph_.targets.images[graph::index(*image)].match_in_env_vars) {
      return false;
    }
    if (std::find(object.images.begin(), object.images.end(), *image) == object.images.end()) {
      object.images.push_back(*image);
    }
    return true;
  }

  static void describe_pods(const ManifestObjects& manifest, const ManifestObject& read,
                            ObjectFacts& facts) {
    const Tree& tree = manifest.tree(read);
    if (read.kind == "Service" && read.api_version == "v1") {
      const std::optional<TreeId> spec = tree.find(read.root, "spec");
      facts.selector = strings_of(tree, spec ? tree.find(*spec, "selector") : std::nullopt);
    }
    if (!is_pod_kind(read)) {
      return;
    }
    for (const PodTemplate& pod : pod_templates(manifest, read)) {
      if (pod.kind == PodTemplate::Kind::kTemplate) {
        facts.has_pod_template = true;
        const std::optional<TreeId> metadata = tree.find(pod.pod, "metadata");
        facts.pod_labels =
            strings_of(tree, metadata ? tree.find(*metadata, "labels") : std::nullopt);
      }
    }
  }

  graph::Graph& graph_;
  const ImageGraph& images_;
  const ImageFinder& finder_;
  DuplicateCheck duplicates_;
  std::vector<ObjectFacts> facts_;
  std::vector<ForeignImage> foreign_;
};

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
  ObjectScan scan(graph, *images, *finder);
  if (Status status = scan.scan(); !status) {
    return std::move(status).error();
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
  ResourceBuilder resources(graph, *images, scan.facts(), naming, *run_by_compose, warnings);
  if (Status status = resources.build(); !status) {
    return std::move(status).error();
  }
  warn_of_unused(graph, scan.foreign(), warnings);
  return graph;
}

}  // namespace tiltc::kubernetes
