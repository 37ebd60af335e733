#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "formats/text_edit.h"
#include "graph/resources.h"

namespace tiltc::kubernetes {

// The reference that each image is to have in the YAML, familiar form, with a tag.
using ClusterReferences = std::map<graph::ImageId, std::string>;

// What a run writes into the YAML.
enum class InjectedFields {
  kMinimal,  // references, environment values, command and args
  kTilt,     // and what Tilt sets when it deploys: labels, pull policies, parallel pods
};

// A manifest with the references in their places.
struct InjectedManifest {
  graph::ManifestId id{};
  std::string text;             // without edits: the source, byte for byte
  std::vector<TextEdit> edits;  // what was done to the source, in its order
  // How many places name each image now.
  std::map<graph::ImageId, int> replaced;
};

// Puts the references of built images into the YAML that names them, and their `entrypoint` and
// `container_args` into the containers that run them; with kTilt, also what a
// deploy sets (cluster_fields.h). Nothing else changes: comments, order,
// quotes, anchors and line ends stay, as text where that can be, as data always: the result is read
// again and compared before it is returned. Manifests come in the order of Targets::manifests;
// objects of resources that are not enabled are left out.
//
// Fails when an image that an object names has no reference, and when an entrypoint has no
// container to go to.
Result<std::vector<InjectedManifest>> inject(const graph::Graph& graph,
                                             const ClusterReferences& references,
                                             InjectedFields fields = InjectedFields::kMinimal);

// One YAML stream of them all, with `---` lines where one is needed.
std::string join_manifests(const std::vector<InjectedManifest>& manifests);

}  // namespace tiltc::kubernetes
