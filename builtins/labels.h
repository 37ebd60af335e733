#pragma once

#include "arguments.h"

namespace tiltc::builtins {

// Labels of resources follow Kubernetes' rule for the name part of a label.
Status check_labels(const BuiltinCall& call, const Strings& labels);

}  // namespace tiltc::builtins
