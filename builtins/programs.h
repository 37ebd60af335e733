#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/disk.h"

namespace tiltc::builtins {

// The file that a command whose argv[0] is `name` would execute: on PATH of `environment`, or below
// `directory` when the name has a slash. Nothing when there is none that may be executed.
std::optional<std::string> find_program(const Disk& disk, const std::string& name,
                                        const std::string& directory,
                                        const std::map<std::string, std::string>& environment);

}  // namespace tiltc::builtins
