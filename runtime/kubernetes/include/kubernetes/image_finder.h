#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/reference.h"
#include "formats/yaml_tree.h"
#include "graph/targets.h"
#include "kubernetes/objects.h"

namespace tiltc::kubernetes {

// A place in an object that names an image.
struct ImagePlace {
  enum class Kind {
    kContainer,      // `image` of a container, init or ephemeral container
    kImageVolume,    // `image.reference` of a volume
    kLocator,        // a string that a JSON path reached
    kLocatorObject,  // repository and tag in two fields
    kCustomField,    // a field of a well-known custom resource that is no container
    kEnvironment,    // the value of an environment variable, all of which reads as a reference
  };
  Kind kind = Kind::kContainer;
  // The string; of kLocatorObject the mapping with the two fields.
  yaml::TreeId node{};
  yaml::TreeId container{};  // of kContainer and kEnvironment
  Reference reference;
  Span span;
  const graph::ImageLocator::ImageObject* fields = nullptr;  // of kLocatorObject
};

// Where the objects of a pod stand: found in any kind that Kubernetes itself has and, by its shape
// (`template: {spec: {containers: […]}}`), in any other.
struct PodTemplate {
  enum class Kind { kPod, kTemplate };
  Kind kind = Kind::kTemplate;
  yaml::TreeId pod{};   // with `metadata` and `spec`
  yaml::TreeId spec{};  // with `containers`
};
std::vector<PodTemplate> pod_templates(const ManifestObjects& manifest,
                                       const ManifestObject& object);

// Whether the kind is one of Kubernetes' own that make pods: there an image that is no reference is
// a mistake, elsewhere it is something that only looks like a pod.
bool is_pod_kind(const ManifestObject& object);

// Finds images in objects, by the rules of Kubernetes' own kinds and those that k8s_kind() and
// k8s_image_json_path() added. Immutable; holds no reference to the locators' vector but to its
// elements' image_object, so the locators must outlive it.
class ImageFinder {
 public:
  // Fails on a selector that is no regular expression and on a JSON path that does not parse.
  static Result<ImageFinder> make(const std::vector<graph::ImageLocator>& locators);

  // In the order in which images count: init containers, containers, ephemeral containers,
  // image volumes, locators, environment.
  Result<std::vector<ImagePlace>> find(const ManifestObjects& manifest,
                                       const ManifestObject& object) const;

  // Whether a k8s_kind() says that such objects are workloads.
  bool is_declared_workload(const ManifestObject& object) const;

  // Of the k8s_kind()s that match, and of Job and CronJob: "wait", "ignore", "succeeded"; "" when
  // nothing is said.
  std::string pod_readiness(const ManifestObject& object) const;

 private:
  struct Locator;
  ImageFinder() = default;

  std::vector<std::shared_ptr<const Locator>> locators_;
};

// Checks one call of k8s_kind() or k8s_image_json_path() by itself.
Status check_locator(const graph::ImageLocator& locator);

}  // namespace tiltc::kubernetes
