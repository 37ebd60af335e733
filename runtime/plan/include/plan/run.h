#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/disk.h"
#include "exec/process.h"
#include "exec/scheduler.h"
#include "graph/resources.h"
#include "images/engine_locator.h"
#include "images/environment.h"
#include "images/image_build.h"
#include "kubernetes/injection.h"
#include "plan/plan.h"
#include "report/reporter.h"

namespace tiltc::plan {

// What executing a plan may reach. All references outlive the run.
struct RunInput {
  const graph::Graph& graph;
  const Plan& plan;
  const images::Environment& environment;  // of local resources and builders
  images::EngineSource& engines;
  images::ProcessRunner& processes;
  Disk& disk;
  const Clock& clock;
  report::Reporter& reporter;
  exec::CancelToken cancel;
  images::PushPolicy push = images::PushPolicy::kAuto;
  std::size_t jobs = 3;  // builds at once
  exec::OnFailure on_failure = exec::OnFailure::kStartNothingNew;
};

struct StepResult {
  exec::NodeState state = exec::NodeState::kCancelled;
  std::optional<Diagnostic> failure;
  double seconds = 0;
};

enum class PushOutcome { kNone, kSent, kWasThere };

struct RunResult {
  std::vector<StepResult> steps;                          // as Plan::steps
  std::vector<std::optional<images::BuiltImage>> images;  // as Plan::images; nothing: not built
  std::vector<std::string> inputs_keys;  // as Plan::images; "" unless Plan::inputs_keys wants them
  std::vector<PushOutcome> pushed;       // as Plan::images
  std::vector<kubernetes::InjectedManifest> manifests;  // of a plan that injects
  bool succeeded = false;
  bool cancelled = false;
};

// Executes the plan on the calling thread until all is done, or nothing more can be. Reports what
// happens; never throws.
RunResult execute(const RunInput& input);

}  // namespace tiltc::plan
