#pragma once

#include "exec/process.h"

namespace tiltc::images {

// The edge where this room starts programs, so that tests can answer in their place.
class ProcessRunner {
 public:
  virtual ~ProcessRunner() = default;

  // As exec::run_process: an Error means that the program could not be started.
  virtual exec::Async<Result<exec::ProcessExit>> run(exec::ProcessRequest request) = 0;

  // What ends leftovers when this process is killed; may be null.
  virtual exec::Supervisor* supervisor() const { return nullptr; }
};

// Starts real programs under one context, whose supervisor outlives it.
class RealProcessRunner : public ProcessRunner {
 public:
  explicit RealProcessRunner(exec::ProcessContext context) : context_(std::move(context)) {}

  exec::Async<Result<exec::ProcessExit>> run(exec::ProcessRequest request) override;
  exec::Supervisor* supervisor() const override { return context_.supervisor; }

 private:
  exec::ProcessContext context_;
};

}  // namespace tiltc::images
