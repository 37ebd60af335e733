#pragma once

#include <string>
#include <vector>

#include "base/disk.h"
#include "graph/targets.h"
#include "images/environment.h"

namespace tiltc::images {

// What an image is made of, as 64 hex digits: how it is built (Dockerfile, arguments, command and
// its variables), the files that the build may see, and the keys of the images that it is built
// from. Equal keys mean equal inputs; times and owners of files do not count. Files are read on all
// cores. Errors: build-context-unreadable, and those of context_rules().
Result<std::string> inputs_key(const graph::ImageTarget& target,
                               const std::vector<std::string>& dependency_keys,
                               const Environment& environment, const Disk& disk);

}  // namespace tiltc::images
