#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/disk.h"
#include "base/result.h"

namespace tiltc::builtins {

// The names that a kustomization may have, in kustomize's order.
inline constexpr const char* kKustomizationNames[] = {"kustomization.yaml", "kustomization.yml",
                                                      "Kustomization"};

// What `kustomize build` reads.
struct KustomizationInputs {
  std::vector<std::string> paths;  // absolute, each once; those of the kustomizations first
  bool complete = true;            // false: it may read something else, from a URL, say
};

// How messages call a path.
using ShowPath = std::function<std::string(const std::string& path)>;

// Follows resources, components, patches and generators from the kustomization in `folder`
// (absolute). Fails when there is none or several, or when one is no YAML.
Result<KustomizationInputs> kustomization_inputs(const Disk& disk, const ShowPath& shown,
                                                 const std::string& folder);

}  // namespace tiltc::builtins
