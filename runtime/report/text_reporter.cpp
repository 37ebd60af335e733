#include "text_reporter.h"

#include <fmt/format.h>

#include "base/render.h"
#include "terminal_text.h"

namespace tiltc::report {

namespace {

Colours colours(const Terminal& terminal) {
  return terminal.colour ? Colours::kKeep : Colours::kDrop;
}

std::string_view colour_of(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::kDone:
      return "32";
    case StepOutcome::kFailed:
      return "31";
    case StepOutcome::kSkipped:
    case StepOutcome::kCancelled:
      return "33";
    case StepOutcome::kUnchanged:
      break;
  }
  return "";
}

}  // namespace

TextReporter::TextReporter(const ReporterOptions& options)
    : options_(options),
      writer_(options.descriptor),
      log_(colours(options.terminal), options.clock->now(), options.scrubber) {}

std::string TextReporter::paint(std::string_view text, std::string_view colour) const {
  return options_.terminal.colour && !colour.empty()
             ? fmt::format("\x1b[{}m{}\x1b[0m", colour, text)
             : std::string(text);
}

void TextReporter::step_started(const Step& step) {
  log_.start(step, now());
  on_started(*log_.running(step));
}

void TextReporter::step_output(const Step& step, std::string_view bytes) {
  StepLog* const running = log_.running(step);
  if (running == nullptr) {
    return;
  }
  log_.output(*running, bytes, [&](std::string_view line) { on_output_line(*running, line); });
}

void TextReporter::step_finished(const Step& step, const StepEnd& end) {
  StepLog* const running = log_.running(step);
  const auto time = log_.end(step, end.outcome, now(), [&](std::string_view line) {
    if (running != nullptr) {
      on_output_line(*running, line);
    }
  });
  std::string text =
      fmt::format("{} {}", title(step), paint(word(end.outcome), colour_of(end.outcome)));
  if (time && running != nullptr) {
    text += fmt::format(" in {}", describe_duration(*time));
  }
  if (!end.detail.empty()) {
    text += ": " + end.detail;
  }
  print(text + "\n");
}

void TextReporter::message(std::string_view text) {
  LineCleaner cleaner(colours(options_.terminal));
  std::string lines;
  const auto add = [&lines](std::string_view line) { lines.append(line).append("\n"); };
  cleaner.feed(text, add);
  cleaner.finish(add);
  print(lines);
}

std::string TextReporter::render(const Diagnostic& diagnostic) const {
  return render_full(diagnostic, options_.terminal.colour ? Colour::kAlways : Colour::kNever);
}

void TextReporter::problem(const Diagnostic& diagnostic) {
  print(render(diagnostic));
}

void TextReporter::step_failure(const Step& step, const Diagnostic& diagnostic) {
  log_.explain(step, diagnostic);
}

void TextReporter::print_failure(const StepLog& failed) {
  if (!failed.output.empty()) {
    print(paint(fmt::format("--- output of {} ---", title(failed.step)), "1") + "\n");
    failed.output.read([this](std::string_view piece) { print(piece); });
  }
  if (failed.output.lost() > 0) {
    print(fmt::format("--- {} bytes more could not be kept: no room for temporary files ---\n",
                      failed.output.lost()));
  }
  if (failed.failure) {
    print(render(*failed.failure));
  }
}

void TextReporter::finish() {
  on_finish();
  for (const auto& failed : log_.failed()) {
    print_failure(*failed);
  }
  print(summary(log_.counts(), now() - log_.started()) + "\n");
}

}  // namespace tiltc::report
