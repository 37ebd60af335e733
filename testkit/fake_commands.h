#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/command.h"

namespace tiltc::testkit {

// The command as a person writes it: the text of a shell command, else the words quoted as for a
// shell.
std::string command_text(const Command& command);

// Answers commands from a table instead of running them, and notes which were asked.
class FakeCommands final : public CommandRunner {
 public:
  explicit FakeCommands(std::map<std::string, CommandOutcome> answers)
      : answers_(std::move(answers)) {}

  Result<CommandOutcome> run(const Command& command, const OutputSink& sink) override;
  const std::vector<std::string>& asked() const { return asked_; }

 private:
  std::map<std::string, CommandOutcome> answers_;
  std::vector<std::string> asked_;
};

}  // namespace tiltc::testkit
