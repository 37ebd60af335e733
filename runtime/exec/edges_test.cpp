// The synchronous edges: cancellation tokens, the blocking runner, signals.
#include <unistd.h>
#include <csignal>

#include <thread>

#include "catch.h"
#include "exec/local_runner.h"
#include "exec/signals.h"
#include "testing.h"

namespace tiltc::exec {

using std::chrono::milliseconds;
using testing::eventually;
using testing::shell;

TEST_CASE("a token tells its subscribers each rise, and nobody after the subscription's end") {
  CancelSource source;
  const CancelToken token = source.token();
  int calls = 0;
  {
    const CancelSubscription subscription = token.on_change([&calls] { ++calls; });
    CHECK(calls == 0);
    source.cancel();
    source.cancel();
    CHECK(calls == 1);
    source.cancel_now();
    CHECK(calls == 2);
    source.cancel();
    CHECK(token.level() == CancelLevel::kNow);
  }
  const CancelSubscription late = token.on_change([&calls] { calls += 10; });
  CHECK(calls == 12);
  CHECK_FALSE(CancelToken().cancelled());
}

TEST_CASE("the runner captures both streams, or streams them to a sink") {
  LocalRunner runner({});
  const auto captured = runner.run(shell("echo out; echo err >&2; exit 4"), nullptr);
  REQUIRE(captured.ok());
  CHECK(captured->exit_code == 4);
  CHECK(captured->output == "out\n");
  CHECK(captured->error_output == "err\n");

  std::string streamed;
  const auto outcome =
      runner.run(shell("echo out; echo err >&2"), [&](OutputStream stream, std::string_view bytes) {
        streamed += stream == OutputStream::kOut ? "1" : "2";
        streamed += bytes;
      });
  CHECK(outcome->output.empty());
  CHECK(streamed == "1out\n2err\n");
}

TEST_CASE("the runner refuses what can't be started") {
  LocalRunner runner({});
  Command command;
  command.argv = {"no-such-tool"};
  const auto outcome = runner.run(command, nullptr);
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().diagnostic().code == "program-not-found");
}

TEST_CASE("a command that is cancelled is an error") {
  CancelSource source;
  ProcessContext context;
  context.cancel = source.token();
  LocalRunner runner(context);
  std::thread other([&source] {
    std::this_thread::sleep_for(milliseconds(50));
    source.cancel();
  });
  const auto outcome = runner.run(shell("sleep 60"), nullptr);
  other.join();
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().diagnostic().code == "cancelled");
  CHECK(outcome.error().diagnostic().message == "`sh -c 'sleep 60'` was stopped");
}

TEST_CASE("one command alone can be stopped") {
  LocalRunner runner({});
  Command command = shell("sleep 60");
  std::stop_source source;
  command.stop = source.get_token();
  std::thread other([&source] {
    std::this_thread::sleep_for(milliseconds(50));
    source.request_stop();
  });
  const auto outcome = runner.run(command, nullptr);
  other.join();
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().diagnostic().code == "cancelled");
  CHECK(runner.run(shell("true"), nullptr)->succeeded());
}

TEST_CASE("a command that floods memory is ended") {
  LocalRunner runner({});
  const auto outcome = runner.run(shell("cat /dev/zero"), nullptr);
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().diagnostic().code == "command-output-too-large");
}

TEST_CASE("the first signal cancels politely, the second at once") {
  CancelSource source;
  const CancelToken token = source.token();
  {
    const SignalWatcher watcher(source);
    CHECK_FALSE(watcher.received());
    ::kill(::getpid(), SIGTERM);
    CHECK(eventually([&] { return token.level() == CancelLevel::kPolite; }, milliseconds(2000)));
    CHECK(watcher.received() == SIGTERM);
    ::kill(::getpid(), SIGINT);
    CHECK(eventually([&] { return token.level() == CancelLevel::kNow; }, milliseconds(2000)));
    CHECK(watcher.received() == SIGTERM);
  }
  sigset_t mask;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  CHECK(::sigismember(&mask, SIGINT) == 0);
}

TEST_CASE("victim: a program that does not react to its cancellation", "[.deaf]") {
  CancelSource source;
  const SignalWatcher watcher(source);
  for (;;) {
    REQUIRE(::write(1, "up\n", 3) == 3);
    ::usleep(20'000);
  }
}

TEST_CASE("the third signal ends the program on the spot") {
  ProcessRequest request;
  request.command.argv = {"/proc/self/exe", "[.deaf]"};
  request.sink = [](OutputStream, std::string_view) {
    for (const int child : testing::children()) {
      ::kill(child, SIGINT);
    }
  };
  const auto exit = run_blocking(run_process(std::move(request), {}));
  REQUIRE(exit.ok());
  CHECK(exit->exit_code == 128 + SIGINT);
  CHECK(exit->signal == 0);
}

}  // namespace tiltc::exec
