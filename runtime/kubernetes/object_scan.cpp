#include "object_scan.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "base/parallel.h"
#include "graph/live_update.h"
#include "kinds.h"
#include "kubernetes/objects.h"

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

void describe_pods(const ManifestObjects& manifest, const ManifestObject& read,
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
      facts.pod_labels = strings_of(tree, metadata ? tree.find(*metadata, "labels") : std::nullopt);
    }
  }
}

// Whether such a place makes a workload of its object whatever image it names.
bool names_image(const ManifestObject& read, ImagePlace::Kind kind) {
  return kind == ImagePlace::Kind::kLocator || kind == ImagePlace::Kind::kLocatorObject ||
         (kind != ImagePlace::Kind::kEnvironment && is_pod_kind(read));
}

// Some documents of a manifest, understood by themselves. Several are at it at once: what they
// look at does not change.
class PartScan {
 public:
  PartScan(const graph::Targets& targets, const ImageGraph& images, const ImageFinder& finder)
      : targets_(targets), images_(images), finder_(finder) {}

  void scan(const Result<ManifestObjects>& manifest) {
    if (!manifest) {
      is_unread_ = true;
      return;
    }
    for (const ManifestObject& object : manifest->objects) {
      if (Status status = add(*manifest, object); !status) {
        failure_ = status.error().diagnostic();
        return;
      }
      read_.push_back(object);
    }
  }

  bool is_unread() const { return is_unread_; }
  const std::optional<Diagnostic>& failure() const { return failure_; }
  const std::vector<ManifestObject>& read() const { return read_; }  // up to a failure

  // Moves what was found behind what there is.
  void give(graph::ManifestId manifest, std::uint32_t& next, graph::Graph& graph,
            ObjectScan& result) {
    for (graph::Object& object : objects_) {
      object.id = {manifest, next++};
      graph.objects.push_back(std::move(object));
    }
    std::move(facts_.begin(), facts_.end(), std::back_inserter(result.facts));
    std::move(foreign_.begin(), foreign_.end(), std::back_inserter(result.foreign));
  }

 private:
  Status add(const ManifestObjects& manifest, const ManifestObject& read) {
    graph::Object object{{}, read.title, read.kind, read.api_version, read.namespace_,
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
    objects_.push_back(std::move(object));
    facts_.push_back(std::move(facts));
    return Done{};
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
    const graph::ImageTarget& target = targets_.images[graph::index(*image)];
    if ((is_environment && !target.match_in_env_vars) || graph::is_live_update_only(target)) {
      return false;
    }
    if (std::find(object.images.begin(), object.images.end(), *image) == object.images.end()) {
      object.images.push_back(*image);
    }
    return true;
  }

  const graph::Targets& targets_;
  const ImageGraph& images_;
  const ImageFinder& finder_;
  std::vector<graph::Object> objects_;
  std::vector<ObjectFacts> facts_;
  std::vector<ForeignImage> foreign_;
  std::vector<ManifestObject> read_;
  std::optional<Diagnostic> failure_;
  bool is_unread_ = false;
};

// A piece of a manifest.
struct Part {
  graph::ManifestId manifest{};
  yaml::Bytes bytes;
};

std::vector<Part> parts_of(const graph::Targets& targets) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < targets.manifests.size(); ++i) {
    for (const yaml::Bytes bytes : manifest_parts(targets.manifests[i])) {
      parts.push_back({graph::ManifestId{static_cast<std::uint32_t>(i)}, bytes});
    }
  }
  return parts;
}

// The whole text knows best what is wrong with it.
Error why_unread(const graph::Manifest& manifest, yaml::Bytes part) {
  Result<ManifestObjects> whole = read_manifest(manifest);
  return whole ? read_manifest_part(manifest, part).error() : std::move(whole).error();
}

}  // namespace

Result<ObjectScan> scan_objects(graph::Graph& graph, const ImageGraph& images,
                                const ImageFinder& finder) {
  const std::vector<Part> parts = parts_of(graph.targets);
  std::vector<PartScan> scans(parts.size(), PartScan(graph.targets, images, finder));
  const auto manifest_of = [&](const Part& part) -> const graph::Manifest& {
    return graph.targets.manifests[graph::index(part.manifest)];
  };
  parallel_for(parts.size(), [&](std::size_t i) {
    scans[i].scan(read_manifest_part(manifest_of(parts[i]), parts[i].bytes));
  });
  ObjectScan result;
  DuplicateCheck duplicates;
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    next = i > 0 && parts[i].manifest == parts[i - 1].manifest ? next : 0;
    if (scans[i].is_unread()) {
      return why_unread(manifest_of(parts[i]), parts[i].bytes);
    }
    if (Status status = duplicates.add(manifest_of(parts[i]), scans[i].read()); !status) {
      return std::move(status).error();
    }
    if (scans[i].failure()) {
      return *scans[i].failure();
    }
    scans[i].give(parts[i].manifest, next, graph, result);
  }
  return result;
}

}  // namespace tiltc::kubernetes
