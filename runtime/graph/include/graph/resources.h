#pragma once

#include <string>
#include <vector>

#include "graph/targets.h"

// The graph after evaluation: images with their dependencies resolved, and resources: named groups
// of objects and images. Made by kubernetes/assembly.h from Targets; plain data.
namespace tiltc::graph {

// A Kubernetes object, by where it stands: the n-th object of a manifest.
struct ObjectId {
  ManifestId manifest{};
  std::uint32_t index = 0;
  friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
};

struct Object {
  ObjectId id;
  std::string name, kind, api_version, namespace_;  // namespace as written, "" for none
  std::vector<ImageId> images;                      // built images found in it, in discovery order
  Span span;                                        // of its document
};

enum class ResourceType { kKubernetes, kCompose, kLocal, kCustomDeploy };

struct Resource {
  std::string name;
  ResourceType type = ResourceType::kKubernetes;
  std::vector<ObjectId> objects;       // in deploy order
  std::vector<ImageId> images;         // all that it needs, each once, dependencies first
  std::vector<ImageId> direct_images;  // those that stand in its objects
  std::optional<LocalResourceId> local;
  std::optional<CustomDeployId> custom;
  std::optional<ComposeResourceId> compose;
  std::vector<std::string> resource_deps;
  std::vector<std::string> labels;
  std::vector<Link> links;
  std::vector<PortForward> port_forwards;
  std::vector<std::map<std::string, std::string>> extra_pod_selectors;
  TriggerMode trigger_mode = TriggerMode::kAuto;
  bool auto_init = true;
  bool enabled = true;  // see selection.h
  std::string pod_readiness;
  std::string discovery_strategy;
  Span span;
};

struct Graph {
  Targets targets;
  // Per image, the images it is built from, each once, in order of mention.
  std::vector<std::vector<ImageId>> image_deps;
  // Per custom deploy, the images whose references its commands get.
  std::vector<std::vector<ImageId>> custom_deploy_images;
  // Images that some object, or a custom deploy, names: these are pushed.
  std::vector<bool> image_is_deployed;
  // Images that an object, or another image, uses.
  std::vector<bool> image_is_used;
  std::vector<Object> objects;  // of all manifests, in input order
  std::vector<Resource> resources;
};

}  // namespace tiltc::graph
