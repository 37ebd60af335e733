#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/scrubber.h"
#include "line_cleaner.h"
#include "report/reporter.h"
#include "spool.h"

namespace tiltc::report {

using Time = std::chrono::steady_clock::time_point;

// One step that has started: its output, cleaned and kept.
struct StepLog {
  StepLog(Step which, Time now, Colours colours)
      : step(std::move(which)), started(now), cleaner(colours) {}

  Step step;
  Time started;
  LineCleaner cleaner;
  Spool output;
  std::string last_line;  // of the output, for the live view
  std::optional<Diagnostic> failure;
};

struct Counts {
  int done = 0;
  int unchanged = 0;
  int failed = 0;
  int skipped = 0;
  int cancelled = 0;
};

// What all reporters remember of a run: which steps run, in order of their starts, which failed,
// and how many ended in which way.
class RunLog {
 public:
  // The scrubber, which may be null, sees each line and each diagnostic before it is kept.
  RunLog(Colours colours, Time now, const Scrubber* scrubber)
      : colours_(colours), started_(now), scrubber_(scrubber) {}

  void start(const Step& step, Time now);

  // Null when the step does not run.
  StepLog* running(const Step& step);
  const std::vector<std::unique_ptr<StepLog>>& all_running() const { return running_; }

  // Cleans the bytes, keeps the lines, and shows each to `on_line`.
  void output(StepLog& log, std::string_view bytes, const LineCleaner::OnLine& on_line);

  // Takes the step from those that run; keeps it when it failed. How long it ran, if it did.
  std::optional<Time::duration> end(const Step& step, StepOutcome outcome, Time now,
                                    const LineCleaner::OnLine& on_line);

  void explain(const Step& step, Diagnostic diagnostic);

  const std::vector<std::unique_ptr<StepLog>>& failed() const { return failed_; }
  const Counts& counts() const { return counts_; }
  Time started() const { return started_; }

 private:
  void keep(StepLog& log, std::string_view line, const LineCleaner::OnLine& on_line) const;
  void count(StepOutcome outcome);

  Colours colours_;
  Time started_;
  const Scrubber* scrubber_;
  std::vector<std::unique_ptr<StepLog>> running_;
  std::vector<std::unique_ptr<StepLog>> failed_;
  std::map<std::pair<std::string, std::string>, Diagnostic> explained_;  // before their end
  Counts counts_;
};

// "api: build"
std::string title(const Step& step);

// "done", "unchanged", "failed", "not started", "cancelled"
const char* word(StepOutcome outcome);

// "3 done, 1 failed, 2 not started in 12 s"; "nothing to do" without any step.
std::string summary(const Counts& counts, Time::duration time);

}  // namespace tiltc::report
