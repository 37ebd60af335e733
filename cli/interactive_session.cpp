#include "interactive_session.h"

#include "base/path.h"
#include "diagnostics_output.h"
#include "project.h"

namespace tiltc::cli {

InteractiveSession::InteractiveSession(const Options& options,
                                       std::function<void(std::string_view)> log)
    : options_(options) {
  const std::string here = working_directory();
  builtins::EvaluationInput input{resolve_path(here, options.tiltfile),
                                  here,
                                  options.arguments,
                                  process_environment(),
                                  disk_,
                                  commands_,
                                  std::move(log),
                                  nullptr};
  input.dialect = options.dialect;
  input.limits = options.limits;
  interactive_ = builtins::Interactive::create(input);
}

template <class Run>
builtins::Interactive::Answer InteractiveSession::guarded(const Run& run) {
  ProcessEdges edges;
  const exec::CancelSubscription subscription =
      edges.cancel.token().on_change([this] { interactive_->cancel(); });
  commands_.use(&edges.commands);
  Diagnostics diagnostics;
  builtins::Interactive::Answer answer = run(diagnostics);
  commands_.use(nullptr);
  signal_ = edges.signals.received();
  print_diagnostics(diagnostics, options_);
  return answer;
}

builtins::Interactive::Answer InteractiveSession::run(const std::string& name,
                                                      const std::string& piece) {
  return guarded(
      [&](Diagnostics& diagnostics) { return interactive_->run(name, piece, diagnostics); });
}

builtins::Interactive::Answer InteractiveSession::run_file(const std::string& path) {
  return guarded(
      [&](Diagnostics& diagnostics) { return interactive_->run_file(path, diagnostics); });
}

}  // namespace tiltc::cli
