#include <fmt/format.h>

#include "text_reporter.h"

namespace tiltc::report {

namespace {

// For logs and pipes: each event a line when it happens, each line of output behind its target's
// name.
class PlainReporter : public TextReporter {
 public:
  using TextReporter::TextReporter;

 protected:
  void print(std::string_view lines) override { writer().write(lines); }

  void on_started(const StepLog& log) override { print(title(log.step) + " started\n"); }

  void on_output_line(const StepLog& log, std::string_view line) override {
    print(fmt::format("{} {}\n", paint(log.step.target + " |", "36"), line));
  }
};

// Problems, and the output of what failed.
class QuietReporter : public TextReporter {
 public:
  using TextReporter::TextReporter;

  void step_finished(const Step& step, const StepEnd& end) override {
    muted_ = true;
    TextReporter::step_finished(step, end);
    muted_ = false;
  }
  void message(std::string_view) override {}
  void finish() override {
    if (log().counts().failed > 0) {
      TextReporter::finish();
    }
  }

 protected:
  void print(std::string_view lines) override {
    if (!muted_) {
      writer().write(lines);
    }
  }

 private:
  bool muted_ = false;
};

class SilentReporter : public Reporter {
 public:
  void step_started(const Step&) override {}
  void step_output(const Step&, std::string_view) override {}
  void step_finished(const Step&, const StepEnd&) override {}
  void message(std::string_view) override {}
  void problem(const Diagnostic&) override {}
  void step_failure(const Step&, const Diagnostic&) override {}
  void tick() override {}
  void finish() override {}
};

}  // namespace

std::unique_ptr<Reporter> make_plain_reporter(const ReporterOptions& options) {
  return std::make_unique<PlainReporter>(options);
}

std::unique_ptr<Reporter> make_quiet_reporter(const ReporterOptions& options) {
  return std::make_unique<QuietReporter>(options);
}

std::unique_ptr<Reporter> make_silent_reporter() {
  return std::make_unique<SilentReporter>();
}

std::unique_ptr<Reporter> make_reporter(const ReporterOptions& options) {
  const bool can_redraw = options.terminal.can_redraw;
  switch (options.progress) {
    case Progress::kAuto:
    case Progress::kLive:
      return can_redraw ? make_live_reporter(options) : make_plain_reporter(options);
    case Progress::kPlain:
      return make_plain_reporter(options);
    case Progress::kQuiet:
      return make_quiet_reporter(options);
    case Progress::kJson:
      return make_json_reporter(options);
  }
  return make_plain_reporter(options);
}

}  // namespace tiltc::report
