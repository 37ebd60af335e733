// How programs end that don't end by themselves: much output, a background process, cancellation.
#include <fmt/format.h>
#include <csignal>

#include <boost/asio/io_context.hpp>
#include <fstream>
#include <thread>

#include "catch.h"
#include "exec/process.h"
#include "testing.h"

namespace tiltc::exec {

using std::chrono::milliseconds;
using testing::count_processes;
using testing::eventually;
using testing::run;
using testing::seconds_of;
using testing::shell;
using testing::unique_marker;

namespace {

// A shell that carries `marker` in its command line while it runs.
Command marked_shell(const std::string& script, const std::string& marker) {
  Command command = shell(script);
  command.argv.push_back(marker);
  return command;
}

long resident_kilobytes() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("VmRSS:")) {
      return std::stol(line.substr(6));
    }
  }
  return 0;
}

// Runs the command and pulls `source` as soon as it has written something.
Result<ProcessExit> run_and_cancel(Command command, CancelSource& source, ProcessContext context) {
  context.cancel = source.token();
  ProcessRequest request;
  request.command = std::move(command);
  request.sink = [&source](OutputStream, std::string_view) { source.cancel(); };
  return run_blocking(run_process(std::move(request), std::move(context)));
}

}  // namespace

TEST_CASE("a hundred megabytes pass through without being kept") {
  std::size_t total = 0;
  ProcessRequest request;
  request.command = shell("head -c 100000000 /dev/zero");
  request.sink = [&total](OutputStream, std::string_view bytes) { total += bytes.size(); };
  const long before = resident_kilobytes();
  const double seconds =
      seconds_of([&] { CHECK(run_blocking(run_process(std::move(request), {}))->exit_code == 0); });
  CHECK(total == 100'000'000);
  CHECK(seconds < 10);
  CHECK(resident_kilobytes() - before < 8'000);
}

TEST_CASE("a background process that holds the pipe does not hold the run") {
  const std::string marker = unique_marker("holder");
  const double seconds = seconds_of([&] {
    const auto outcome = run(marked_shell(
        fmt::format("(trap '' TERM; sh -c 'sleep 60; :' {}) & echo started; exit 5", marker),
        marker));
    REQUIRE(outcome.ok());
    CHECK(outcome->output == "started\n");
    CHECK(outcome->exit.exit_code == 5);
    CHECK_FALSE(outcome->exit.cancelled);
  });
  CHECK(seconds < 5);
  CHECK(eventually([&] { return count_processes(marker) == 0; }, milliseconds(500)));
}

TEST_CASE("what a background process writes soon after its parent's end is still read") {
  CHECK(run(shell("(sleep 0.05; echo late) & echo early"))->output == "early\nlate\n");
}

TEST_CASE("a background process that let go of the pipe is left alone") {
  const std::string marker = unique_marker("detached");
  const auto outcome =
      run(shell(fmt::format("sh -c 'sleep 3; :' {} >/dev/null 2>&1 & echo $!", marker)));
  CHECK(count_processes(marker) >= 1);
  ::kill(std::stoi(outcome->output), SIGKILL);
}

TEST_CASE("cancelling ends a program with TERM") {
  CancelSource source;
  Result<ProcessExit> exit = run_and_cancel(
      shell("trap 'echo bye; exit 9' TERM; echo up; while :; do sleep 0.05; done"), source, {});
  REQUIRE(exit.ok());
  CHECK(exit->cancelled);
  CHECK(exit->exit_code == 9);
}

TEST_CASE(
    "cancelling kills the whole group after the grace time, also what ignores TERM or left it") {
  const std::string marker = unique_marker("stubborn");
  CancelSource source;
  ProcessContext context;
  context.grace = milliseconds(300);
  const std::string script = fmt::format(
      "sh -c 'trap \"\" TERM; while :; do sleep 1; done' {0} >/dev/null 2>&1 & "
      "setsid sh -c 'trap \"\" TERM; while :; do sleep 1; done' {0} & "
      "sleep 0.1; echo up; wait",
      marker);
  const double seconds = seconds_of([&] {
    Result<ProcessExit> exit = run_and_cancel(marked_shell(script, marker), source, context);
    REQUIRE(exit.ok());
    CHECK(exit->cancelled);
    CHECK(exit->signal == SIGTERM);
    CHECK(count_processes(marker) == 0);
  });
  CHECK(seconds > 0.3);
  CHECK(seconds < 3);
}

TEST_CASE("a second request kills without waiting for the grace time") {
  CancelSource source;
  ProcessContext context;
  context.grace = milliseconds(60'000);
  context.cancel = source.token();
  ProcessRequest request;
  request.command = shell("trap 'echo asked' TERM; echo up; while :; do sleep 0.05; done");
  request.sink = [&source](OutputStream, std::string_view bytes) {
    bytes.find("asked") == std::string_view::npos ? source.cancel() : source.cancel_now();
  };
  const double seconds = seconds_of([&] {
    const auto exit = run_blocking(run_process(std::move(request), context));
    REQUIRE(exit.ok());
    CHECK(exit->signal == SIGKILL);
  });
  CHECK(seconds < 5);
}

TEST_CASE("a run that is cancelled already ends its programs at once") {
  CancelSource source;
  source.cancel();
  ProcessContext context;
  context.cancel = source.token();
  const auto outcome = run(shell("sleep 60"), context);
  REQUIRE(outcome.ok());
  CHECK(outcome->exit.cancelled);
}

TEST_CASE("cancellation may come from another thread") {
  CancelSource source;
  ProcessContext context;
  context.cancel = source.token();
  std::thread other([&source] {
    std::this_thread::sleep_for(milliseconds(50));
    source.cancel();
  });
  CHECK(run(shell("sleep 60"), context)->exit.cancelled);
  other.join();
}

TEST_CASE("dropping a running coroutine kills its group") {
  const std::string marker = unique_marker("dropped");
  {
    boost::asio::io_context context{1};
    ProcessRequest request;
    request.command = marked_shell("echo up; sleep 60; :", marker);
    request.sink = [&context](OutputStream, std::string_view) { context.stop(); };
    spawn<Result<ProcessExit>>(
        context.get_executor(), run_process(std::move(request), {}), [](Result<ProcessExit>) {},
        [](std::exception_ptr) {});
    context.run();
    CHECK(count_processes(marker) >= 1);  // the shell, and its sleep if that is up
  }
  CHECK(eventually([&] { return count_processes(marker) == 0; }, milliseconds(500)));
}

TEST_CASE("many programs run at once on one thread") {
  boost::asio::io_context context{1};
  int succeeded = 0;
  for (int i = 0; i < 60; ++i) {
    ProcessRequest request;
    request.command = shell("sleep 0.1; echo x");
    spawn<Result<ProcessExit>>(
        context.get_executor(), run_process(std::move(request), {}),
        [&succeeded](Result<ProcessExit> exit) { succeeded += exit.ok() && exit->succeeded(); },
        [](std::exception_ptr) {});
  }
  context.run();
  CHECK(succeeded == 60);
}

}  // namespace tiltc::exec
