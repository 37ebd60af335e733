#include "exec/local_runner.h"

#include <fmt/format.h>

#include <exception>
#include <stop_token>
#include <utility>

#include "base/text.h"

namespace tiltc::exec {

namespace {

constexpr std::size_t kMaxCapture = std::size_t{256} << 20;

// Collects what the command writes; stops it when that gets too much.
class Capture {
 public:
  explicit Capture(CancelSource& too_much) : too_much_(too_much) {}

  void take(OutputStream stream, std::string_view bytes) {
    if (out.size() + error_output.size() + bytes.size() > kMaxCapture) {
      overflowed = true;
      too_much_.cancel_now();
      return;
    }
    (stream == OutputStream::kOut ? out : error_output).append(bytes);
  }

  std::string out;
  std::string error_output;
  bool overflowed = false;

 private:
  CancelSource& too_much_;
};

void pass_on(const CancelToken& from, CancelSource& to) {
  if (from.level() == CancelLevel::kNow) {
    to.cancel_now();
  } else {
    to.cancel();
  }
}

Diagnostic too_large(const Command& command) {
  return error("command-output-too-large",
               fmt::format("`{}` wrote more than 256 MB", shell_join(command.argv)))
      .note("the output of a command that a Tiltfile reads is kept in memory")
      .with_help("write it to a file and read what is needed of that");
}

Result<ProcessExit> run_to_end(ProcessRequest request, ProcessContext context) {
  const std::string name = request.command.argv.empty() ? "" : request.command.argv.front();
  try {
    return run_blocking(run_process(std::move(request), std::move(context)));
  } catch (const std::exception& problem) {  // Asio: no descriptor left for its event queue
    return error("process-not-started", fmt::format("can't start `{}`: {}", name, problem.what()));
  }
}

}  // namespace

Result<CommandOutcome> LocalRunner::run(const Command& command, const OutputSink& sink) {
  CancelSource stop;
  const CancelToken outer = context_.cancel;
  const CancelSubscription link = outer.on_change([&] { pass_on(outer, stop); });
  const std::stop_callback on_stop(command.stop, [&stop] { stop.cancel_now(); });
  Capture capture(stop);

  ProcessContext context = context_;
  context.cancel = stop.token();
  ProcessRequest request;
  request.command = command;
  request.pipes = OutputPipes::kTwo;
  request.sink = [&](OutputStream stream, std::string_view bytes) {
    sink ? sink(stream, bytes) : capture.take(stream, bytes);
  };
  Result<ProcessExit> exit = run_to_end(std::move(request), std::move(context));
  if (!exit.ok()) {
    return std::move(exit.error());
  }
  if (capture.overflowed) {
    return too_large(command);
  }
  if (exit->cancelled) {
    return error("cancelled", fmt::format("`{}` was stopped", shell_join(command.argv)));
  }
  CommandOutcome outcome;
  outcome.exit_code = exit->exit_code;
  outcome.output = std::move(capture.out);
  outcome.error_output = std::move(capture.error_output);
  return outcome;
}

}  // namespace tiltc::exec
