#pragma once

#include <string>
#include <string_view>

#include "report/reporter.h"
#include "run_log.h"
#include "writer.h"

namespace tiltc::report {

// What the reporters that people read have in common: the words. How they reach the screen is the
// subclasses' matter.
class TextReporter : public Reporter {
 public:
  explicit TextReporter(const ReporterOptions& options);

  void step_started(const Step& step) override;
  void step_output(const Step& step, std::string_view bytes) override;
  void step_finished(const Step& step, const StepEnd& end) override;
  void message(std::string_view text) override;
  void problem(const Diagnostic& diagnostic) override;
  void step_failure(const Step& step, const Diagnostic& diagnostic) override;
  void tick() override {}
  void finish() override;

 protected:
  // Puts whole lines, with their breaks, on the screen for good.
  virtual void print(std::string_view lines) = 0;

  virtual void on_started(const StepLog&) {}
  virtual void on_output_line(const StepLog&, std::string_view) {}
  virtual void on_finish() {}

  Time now() const { return options_.clock->now(); }
  const ReporterOptions& options() const { return options_; }
  const RunLog& log() const { return log_; }
  Writer& writer() { return writer_; }

  // `text` in a colour ("31" is red) on terminals that want it.
  std::string paint(std::string_view text, std::string_view colour) const;

 private:
  void print_failure(const StepLog& failed);
  std::string render(const Diagnostic& diagnostic) const;

  ReporterOptions options_;
  Writer writer_;
  RunLog log_;
};

std::unique_ptr<Reporter> make_plain_reporter(const ReporterOptions& options);
std::unique_ptr<Reporter> make_quiet_reporter(const ReporterOptions& options);
std::unique_ptr<Reporter> make_live_reporter(const ReporterOptions& options);
std::unique_ptr<Reporter> make_json_reporter(const ReporterOptions& options);

}  // namespace tiltc::report
