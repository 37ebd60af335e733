#pragma once

#include <string>

#include "changes.h"

namespace tiltc::kubernetes {

// 20 hex digits that stand for the changed data at `node` and below. The order of keys, comments
// and quoting do not count: what Kubernetes takes for the same template has the same hash.
std::string template_hash(const Changes& changes, yaml::TreeId node);

}  // namespace tiltc::kubernetes
