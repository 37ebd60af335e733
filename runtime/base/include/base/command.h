#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiltc {

// What a command's environment starts from.
enum class EnvironmentBase { kInherited, kEmpty };

// One program to run: an argv, never a shell string.
struct Command {
  std::vector<std::string> argv;         // argv[0] is looked up on PATH
  std::vector<std::string> environment;  // KEY=VALUE, laid over the base; the last of a key wins
  EnvironmentBase environment_base = EnvironmentBase::kInherited;
  std::string directory;      // empty: the process's own
  std::string input;          // standard input; empty: /dev/null
  std::stop_token stop = {};  // ends it early; run() then returns the Error `cancelled`
};

enum class OutputStream { kOut, kError };

// Called with bytes as they arrive, from the thread that runs the command.
using OutputSink = std::function<void(OutputStream, std::string_view)>;

struct CommandOutcome {
  int exit_code = 0;   // 128 + signal when a signal ended it
  std::string output;  // what it wrote to standard output, when no sink was given
  std::string error_output;

  bool succeeded() const { return exit_code == 0; }
};

// Runs commands to their end, one at a time, on the calling thread. An Error means that the program
// could not be started; a program that ran and failed is an outcome.
class CommandRunner {
 public:
  virtual ~CommandRunner() = default;
  virtual Result<CommandOutcome> run(const Command& command, const OutputSink& sink) = 0;
};

// "exit status 3", or "signal 9 (Killed)".
std::string describe_exit(int exit_code);

}  // namespace tiltc
