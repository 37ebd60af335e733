#include "run_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "terminal_text.h"

namespace tiltc::report {

namespace {

bool same(const Step& a, const Step& b) {
  return a.target == b.target && a.action == b.action;
}

auto find_step(std::vector<std::unique_ptr<StepLog>>& logs, const Step& step) {
  return std::find_if(logs.begin(), logs.end(),
                      [&step](const auto& log) { return same(log->step, step); });
}

}  // namespace

void RunLog::start(const Step& step, Time now) {
  if (running(step) == nullptr) {
    running_.push_back(std::make_unique<StepLog>(step, now, colours_));
  }
}

StepLog* RunLog::running(const Step& step) {
  const auto found = find_step(running_, step);
  return found == running_.end() ? nullptr : found->get();
}

void RunLog::output(StepLog& log, std::string_view bytes, const LineCleaner::OnLine& on_line) {
  log.cleaner.feed(bytes, [&](std::string_view line) { keep(log, line, on_line); });
}

void RunLog::keep(StepLog& log, std::string_view line, const LineCleaner::OnLine& on_line) const {
  std::string scrubbed;
  if (scrubber_ != nullptr && !scrubber_->empty()) {
    scrubbed = scrubber_->scrub(line);
    line = scrubbed;
  }
  log.output.append(line);
  log.output.append("\n");
  on_line(line);
  if (!line.empty()) {
    log.last_line = line;
  }
}

std::optional<Time::duration> RunLog::end(const Step& step, StepOutcome outcome, Time now,
                                          const LineCleaner::OnLine& on_line) {
  count(outcome);
  auto found = find_step(running_, step);
  if (found == running_.end()) {
    if (outcome != StepOutcome::kFailed) {
      return std::nullopt;
    }
    start(step, now);  // failed before it ran: keeps its diagnostic
    found = std::prev(running_.end());
  }
  StepLog& log = **found;
  log.cleaner.finish([&](std::string_view line) { keep(log, line, on_line); });
  const Time::duration time = now - log.started;
  if (outcome == StepOutcome::kFailed) {
    const auto explained = explained_.find({step.target, step.action});
    if (explained != explained_.end()) {
      log.failure = explained->second;
    }
    failed_.push_back(std::move(*found));
  }
  running_.erase(found);
  return time;
}

void RunLog::explain(const Step& step, Diagnostic diagnostic) {
  if (scrubber_ != nullptr) {
    diagnostic = scrubber_->scrub(std::move(diagnostic));
  }
  explained_.insert_or_assign({step.target, step.action}, diagnostic);
  const auto found = find_step(failed_, step);
  if (found != failed_.end()) {
    (*found)->failure = diagnostic;
  }
}

void RunLog::count(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::kDone:
      ++counts_.done;
      return;
    case StepOutcome::kUnchanged:
      ++counts_.unchanged;
      return;
    case StepOutcome::kFailed:
      ++counts_.failed;
      return;
    case StepOutcome::kSkipped:
      ++counts_.skipped;
      return;
    case StepOutcome::kCancelled:
      ++counts_.cancelled;
      return;
  }
}

std::string title(const Step& step) {
  return step.target + ": " + step.action;
}

const char* word(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::kDone:
      return "done";
    case StepOutcome::kUnchanged:
      return "unchanged";
    case StepOutcome::kFailed:
      return "failed";
    case StepOutcome::kSkipped:
      return "not started";
    case StepOutcome::kCancelled:
      return "cancelled";
  }
  return "";
}

std::string summary(const Counts& counts, Time::duration time) {
  std::vector<std::string> parts;
  const auto add = [&parts](int number, StepOutcome outcome) {
    if (number > 0) {
      parts.push_back(fmt::format("{} {}", number, word(outcome)));
    }
  };
  add(counts.done, StepOutcome::kDone);
  add(counts.unchanged, StepOutcome::kUnchanged);
  add(counts.failed, StepOutcome::kFailed);
  add(counts.skipped, StepOutcome::kSkipped);
  add(counts.cancelled, StepOutcome::kCancelled);
  return parts.empty() ? "nothing to do"
                       : fmt::format("{} in {}", join(parts, ", "), describe_duration(time));
}

}  // namespace tiltc::report
