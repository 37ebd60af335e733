#pragma once

#include "session.h"

namespace tiltc::builtins {

// Calls the function that workload_to_resource_function() was given for one workload. An error of
// the function, or a wrong answer, is an error that shows the workload and the function.
Result<std::string> name_workload(Session& session, const graph::Object& workload);

}  // namespace tiltc::builtins
