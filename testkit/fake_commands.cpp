#include "fake_commands.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tiltc::testkit {

std::string command_text(const Command& command) {
  const std::vector<std::string>& argv = command.argv;
  const bool shell =
      argv.size() == 3 && argv[1] == "-c" && (argv[0] == "sh" || argv[0] == "/bin/sh");
  return shell ? argv[2] : shell_join(argv);
}

Result<CommandOutcome> FakeCommands::run(const Command& command, const OutputSink& sink) {
  const std::string text = command_text(command);
  asked_.push_back(text);
  const auto found = answers_.find(text);
  if (found == answers_.end()) {
    std::vector<std::string> known;
    for (const auto& [name, outcome] : answers_) {
      known.push_back(name);
    }
    Diagnostic diagnostic =
        error("no-answer", fmt::format("the test has no answer for the command `{}`", text))
            .note(
                "tests run no commands; testing.eval(..., commands={command: output}) answers "
                "them");
    for (const std::string& near : closest_names(text, known)) {
      diagnostic.with_help(fmt::format("did you mean `{}`?", near));
    }
    return diagnostic;
  }
  CommandOutcome outcome = found->second;
  if (sink) {
    sink(OutputStream::kOut, outcome.output);
    sink(OutputStream::kError, outcome.error_output);
  }
  return outcome;
}

}  // namespace tiltc::testkit
