#pragma once

#include <string>
#include <vector>

#include "base/command.h"
#include "base/result.h"

namespace tiltc::exec {

// The KEY=VALUE entries that the command's program gets: its base with its own entries laid over it,
// the last entry of a key winning, each key once.
std::vector<std::string> command_environment(const Command& command);

// The value of `key` in KEY=VALUE entries; `otherwise` when it is not there.
std::string environment_value(const std::vector<std::string>& environment, const std::string& key,
                              const std::string& otherwise);

// What execve shall be given for `name`, in `directory` ("" for the process's own): `name` itself
// when it has a slash, else the first executable file on the PATH of `environment`.
Result<std::string> find_program(const std::string& name, const std::string& directory,
                                 const std::vector<std::string>& environment);

// Why execve refused a file that find_program took.
Diagnostic exec_failure(const std::string& program, int error_number);

}  // namespace tiltc::exec
