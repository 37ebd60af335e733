#include <fmt/format.h>

#include "base/render.h"
#include "base/text.h"
#include "text_reporter.h"

namespace tiltc::report {

namespace {

// For programs: each event one JSON object on one line. `seconds` counts from the reporter's start.
class JsonReporter : public Reporter {
 public:
  explicit JsonReporter(const ReporterOptions& options)
      : clock_(*options.clock),
        writer_(options.descriptor),
        log_(Colours::kDrop, options.clock->now(), options.scrubber) {}

  void step_started(const Step& step) override {
    log_.start(step, clock_.now());
    event("started", fields(step));
  }

  void step_output(const Step& step, std::string_view bytes) override {
    StepLog* const running = log_.running(step);
    if (running != nullptr) {
      log_.output(*running, bytes, [&](std::string_view line) { output_line(step, line); });
    }
  }

  void step_finished(const Step& step, const StepEnd& end) override {
    log_.end(step, end.outcome, clock_.now(),
             [&](std::string_view line) { output_line(step, line); });
    event("finished", fmt::format(R"({},"outcome":{},"detail":{})", fields(step),
                                  json_quote(word(end.outcome)), json_quote(end.detail)));
  }

  void message(std::string_view text) override {
    event("message", R"("text":)" + json_quote(text));
  }

  void problem(const Diagnostic& diagnostic) override {
    event("problem", R"("diagnostic":)" + one_line(render_json(diagnostic)));
  }

  void step_failure(const Step& step, const Diagnostic& diagnostic) override {
    event("problem",
          fmt::format(R"({},"diagnostic":{})", fields(step), one_line(render_json(diagnostic))));
  }

  void tick() override {}

  void finish() override {
    const Counts& counts = log_.counts();
    event("summary",
          fmt::format(R"("done":{},"unchanged":{},"failed":{},"not_started":{},"cancelled":{})",
                      counts.done, counts.unchanged, counts.failed, counts.skipped,
                      counts.cancelled));
  }

 private:
  static std::string fields(const Step& step) {
    return fmt::format(R"("target":{},"action":{})", json_quote(step.target),
                       json_quote(step.action));
  }

  static std::string one_line(std::string json) {
    while (!json.empty() && json.back() == '\n') {
      json.pop_back();
    }
    return json;
  }

  void output_line(const Step& step, std::string_view line) {
    event("output", fmt::format(R"({},"line":{})", fields(step), json_quote(line)));
  }

  void event(std::string_view name, const std::string& fields) {
    const std::chrono::duration<double> time = clock_.now() - log_.started();
    writer_.write(fmt::format("{{\"event\":{},\"seconds\":{:.3f},{}}}\n", json_quote(name),
                              time.count(), fields));
  }

  const Clock& clock_;
  Writer writer_;
  RunLog log_;
};

}  // namespace

std::unique_ptr<Reporter> make_json_reporter(const ReporterOptions& options) {
  return std::make_unique<JsonReporter>(options);
}

}  // namespace tiltc::report
