#pragma once

#include "base/command.h"
#include "exec/process.h"

namespace tiltc::exec {

// The real CommandRunner: blocks the calling thread until the program has ended. Pulling the
// context's cancellation, from any thread, ends the program; run() then returns the Error
// `cancelled`. Output that no sink takes is kept up to 256 MB; more ends the program with the Error
// `command-output-too-large`. May be used from several threads at once.
class LocalRunner : public CommandRunner {
 public:
  explicit LocalRunner(ProcessContext context) : context_(std::move(context)) {}

  Result<CommandOutcome> run(const Command& command, const OutputSink& sink) override;

 private:
  ProcessContext context_;
};

}  // namespace tiltc::exec
