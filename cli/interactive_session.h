#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/disk.h"
#include "builtins/interactive.h"
#include "options.h"
#include "process_edges.h"

namespace tiltc::cli {

// An interactive evaluation at the edges of this process. Signals, and the programs that it may
// start, belong to one piece at a time: Ctrl-C ends a piece, not the session.
class InteractiveSession {
 public:
  InteractiveSession(const Options& options, std::function<void(std::string_view)> log);

  // Runs a piece; what is wrong with it has been printed.
  builtins::Interactive::Answer run(const std::string& name, const std::string& piece);
  builtins::Interactive::Answer run_file(const std::string& path);

  // The signal that came while the last piece ran.
  std::optional<int> signal() const { return signal_; }

  builtins::Interactive& interactive() { return *interactive_; }

 private:
  // Programs run with what the piece that runs has for it.
  class Commands : public CommandRunner {
   public:
    void use(CommandRunner* runner) { runner_ = runner; }
    Result<CommandOutcome> run(const Command& command, const OutputSink& sink) override {
      return runner_->run(command, sink);
    }

   private:
    CommandRunner* runner_ = nullptr;
  };

  template <class Run>
  builtins::Interactive::Answer guarded(const Run& run);

  const Options& options_;
  RealDisk disk_;
  Commands commands_;
  std::unique_ptr<builtins::Interactive> interactive_;
  std::optional<int> signal_;
};

}  // namespace tiltc::cli
