#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/jsonpath.h"
#include "formats/pattern.h"
#include "kubernetes/image_finder.h"

namespace tiltc::kubernetes {

// What a k8s_kind() or k8s_image_json_path() selects and where it looks, compiled.
struct ImageFinder::Locator {
  static Result<std::shared_ptr<const Locator>> compile(const graph::ImageLocator& locator);

  bool matches(const ManifestObject& object) const;

  const graph::ImageLocator* source = nullptr;
  Pattern kind, api_version, name, namespace_;
  std::vector<JsonPath> paths;
  std::optional<JsonPath> object_path;  // of image_object
};

}  // namespace tiltc::kubernetes
