#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.h"

namespace tiltc::exec {

// A child to be, all looked up and opened. Descriptors are the caller's and above 2.
struct Launch {
  std::string program;  // for execve
  std::vector<std::string> argv;
  std::vector<std::string> environment;
  std::string directory;  // "" for the process's own
  int input = -1;
  int output = -1;
  int error_output = -1;
  int registration = -1;  // of a supervisor; -1 for none
};

// Forks and executes; returns when the program runs. The child leads a process group of its own.
//
// This is not Boost.Process's launcher, because that one allocates and runs Asio's fork handlers
// between fork and exec, leaves signal masks as they are, and ends a child whose exec fails through
// exit(), with all static destructors of the parent.
Result<pid_t> launch(const Launch& launch);

}  // namespace tiltc::exec
