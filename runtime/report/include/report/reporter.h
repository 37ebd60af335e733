#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/diagnostic.h"
#include "base/scrubber.h"
#include "report/terminal.h"

// How a run tells a person what it does, on standard error. Results go to standard output and are
// not this room's matter.
namespace tiltc::report {

// One piece of work on one target, as it is shown: {"api", "build"}.
struct Step {
  std::string target;
  std::string action;
};

enum class StepOutcome {
  kDone,
  kUnchanged,  // there was nothing to do
  kFailed,
  kSkipped,  // not started, because something else failed
  kCancelled,
};

struct StepEnd {
  StepOutcome outcome = StepOutcome::kDone;
  std::string
      detail;  // what came of it, or why: "tilt-0123456789abcdef", "needs base, which failed"
};

// The events of a run, in the order in which they happen, from one thread. A step may end without
// having started (unchanged, skipped, cancelled). Nothing here throws or fails: when standard error
// is closed or full, reports are lost and the run goes on.
class Reporter {
 public:
  virtual ~Reporter() = default;

  virtual void step_started(const Step& step) = 0;

  // What the step's program wrote, in any pieces: bytes, not lines. Only between start and end of
  // it.
  virtual void step_output(const Step& step, std::string_view bytes) = 0;

  virtual void step_finished(const Step& step, const StepEnd& end) = 0;

  // Text of a Tiltfile's print(), or a remark on the run; line breaks are kept.
  virtual void message(std::string_view text) = 0;

  // A warning, or an error that belongs to no step's output.
  virtual void problem(const Diagnostic& diagnostic) = 0;

  // Why a step failed: shown by finish(), below the whole output of the step.
  virtual void step_failure(const Step& step, const Diagnostic& diagnostic) = 0;

  // To be called every kTickInterval while something runs: redraws elapsed times.
  virtual void tick() = 0;

  // Ends the report: clears the live view, shows the output of each failed step whole, in the order
  // of failing, and counts what was done. Once; nothing follows but problem().
  virtual void finish() = 0;
};

inline constexpr std::chrono::milliseconds kTickInterval{200};

enum class Progress {
  kAuto,   // live on a terminal that can redraw, else plain
  kLive,   // one line for each running step, redrawn in place; plain where that is impossible
  kPlain,  // every line of output with its target before it
  kQuiet,  // problems and the output of failures only
  kJson,   // each event one JSON object on one line
};

struct ReporterOptions {
  Progress progress = Progress::kAuto;
  int descriptor = 2;
  Terminal terminal;             // see inspect_terminal
  const Clock* clock = nullptr;  // must be set; outlives the reporter
  const Scrubber* scrubber = nullptr;  // of what programs write; may be null, outlives the reporter
};

std::unique_ptr<Reporter> make_reporter(const ReporterOptions& options);

// Takes every event and shows nothing, for callers and tests that want no report.
std::unique_ptr<Reporter> make_silent_reporter();

}  // namespace tiltc::report
