#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/disk.h"
#include "base/result.h"

namespace tiltc::builtins {

// The folders that a local Helm chart is made from: its own, then those of dependencies whose
// repository is a `file://` path, and theirs. Dependencies from elsewhere lie in charts/ already.
// Fails when a Chart.yaml or requirements.yaml is no YAML; `shown` is how messages call a path.
Result<std::vector<std::string>> chart_folders(
    const Disk& disk, const std::function<std::string(const std::string& path)>& shown,
    const std::string& chart);

// Helm's output without the documents that a chart has for `helm test`: those whose source lies
// below a folder `tests`.
std::string without_tests(const std::string& output);

// The YAML with `namespace_` in the metadata of every object that has none.
Result<std::string> with_namespace(const std::string& output, const std::string& namespace_);

}  // namespace tiltc::builtins
