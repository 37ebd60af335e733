#pragma once

#include <string>

#include "project.h"

namespace tiltc::cli {

// What `tiltc eval` prints; the format is described in docs/eval-json.md.
std::string eval_json(const Project& project);

}  // namespace tiltc::cli
