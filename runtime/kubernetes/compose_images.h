#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "image_graph.h"

namespace tiltc::kubernetes {

// Of each of Targets::compose_resources the built image that it runs: the one that dc_resource()
// names, else the one that its own reference means, or the name that Compose makes up for it.
// Fails where Compose could not run what is built: with a default_registry(), or an entrypoint.
Result<std::vector<std::optional<graph::ImageId>>> compose_images(const graph::Targets& targets,
                                                                  const ImageGraph& images);

}  // namespace tiltc::kubernetes
