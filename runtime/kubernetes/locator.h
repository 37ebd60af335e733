#pragma once

#include <re2/re2.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/jsonpath.h"
#include "kubernetes/image_finder.h"

namespace tiltc::kubernetes {

// What a k8s_kind() or k8s_image_json_path() selects and where it looks, compiled.
struct ImageFinder::Locator {
  static Result<std::shared_ptr<const Locator>> compile(const graph::ImageLocator& locator);

  bool matches(const ManifestObject& object) const;

  const graph::ImageLocator* source = nullptr;
  // nullptr matches everything
  std::unique_ptr<const RE2> kind, api_version, name, namespace_;
  std::vector<JsonPath> paths;
  std::optional<JsonPath> object_path;  // of image_object
};

}  // namespace tiltc::kubernetes
