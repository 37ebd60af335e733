#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tiltc::images {

// The variables of a run, all of them: the process's own with what the Tiltfile changed. Whoever
// starts the run reads the process's environment; nothing in this room does.
using Environment = std::map<std::string, std::string, std::less<>>;

// The value of `name`; "" when it is not set.
std::string variable(const Environment& environment, std::string_view name);

// `KEY=VALUE` for each variable, as Command::environment wants them.
std::vector<std::string> as_assignments(const Environment& environment);

}  // namespace tiltc::images
