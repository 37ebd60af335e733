#include <csignal>
#include <cstdio>

#include "commands.h"
#include "diagnostics_output.h"
#include "options.h"

namespace {

int dispatch(const tiltc::cli::Options& options) {
  using namespace tiltc::cli;
  switch (options.command) {
    case CommandName::kRun:
      return command_run(options);
    case CommandName::kEval:
      return command_eval(options);
    case CommandName::kCheck:
      return command_check(options);
    case CommandName::kTest:
      return command_test(options);
    case CommandName::kGraph:
      return command_graph(options);
    case CommandName::kFmt:
      return command_fmt(options);
    case CommandName::kRepl:
      return command_repl(options);
    case CommandName::kExt:
      return command_extensions(options);
    case CommandName::kHelp:
      return command_help(options);
    case CommandName::kCompletion:
      return command_completion(options);
    case CommandName::kVersion:
      return command_version();
    case CommandName::kNone:
      break;
  }
  std::fprintf(stderr, "error: %s\n", options.message.c_str());
  return kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  // A closed pipe shows as an error of write(), not as the end of the process with builds running.
  std::signal(SIGPIPE, SIG_IGN);
  const tiltc::cli::Options options = tiltc::cli::parse_command_line(argc, argv);
  if (options.help_requested) {
    return tiltc::cli::print_result(options.message) ? tiltc::cli::kGood : tiltc::cli::kFailed;
  }
  const int code = dispatch(options);
  tiltc::cli::finish_diagnostics(options);
  return code;
}
