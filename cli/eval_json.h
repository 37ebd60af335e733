#pragma once

#include <string>

#include "base/diagnostic.h"
#include "graph/resources.h"

namespace tiltc::cli {

// What `tiltc eval` prints; the format is described in docs/eval-json.md.
std::string eval_json(const graph::Graph& graph, const Diagnostics& warnings);

}  // namespace tiltc::cli
