#pragma once

#include "graph/targets.h"

namespace tiltc::graph {

// Whether an image is not built at all, but only updated where it runs: a custom_build() with steps
// of live_update whose command is `:`. The YAML keeps its reference.
bool is_live_update_only(const ImageTarget& image);

}  // namespace tiltc::graph
