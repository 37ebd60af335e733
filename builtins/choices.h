#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "arguments.h"

namespace tiltc::builtins {

// Fails when the text is neither empty nor one of the choices.
Status check_choice(const BuiltinCall& call, std::string_view parameter, const std::string& value,
                    const std::vector<std::string>& choices);

// The argument `name`: not empty, not `.` or `..`, and without `/` and `%`.
Status check_resource_name(const BuiltinCall& call, const std::string& name);

// Labels of resources follow Kubernetes' rule for the name part of a label.
Status check_labels(const BuiltinCall& call, const Strings& labels);

}  // namespace tiltc::builtins
