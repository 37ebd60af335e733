#pragma once

#include <optional>
#include <string>

#include "plan/run.h"

namespace tiltc::cli {

// What `tiltc run --json` prints, described in docs/cli.md. `yaml`: nothing when it went to a file.
std::string run_json(const graph::Graph& graph, const plan::Plan& plan,
                     const plan::RunResult& result, const std::optional<std::string>& yaml);

}  // namespace tiltc::cli
