#include "report/reporter.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <map>
#include <vector>

#include "base/text.h"
#include "catch.h"

namespace tiltc::report {

namespace {

class FakeClock : public Clock {
 public:
  std::int64_t unix_seconds() const override { return 0; }
  std::chrono::steady_clock::time_point now() const override { return now_; }
  void pass(std::chrono::milliseconds time) { now_ += time; }

 private:
  std::chrono::steady_clock::time_point now_{};
};

// A reporter that writes into memory.
class Bench {
 public:
  explicit Bench(Progress progress, Terminal terminal = {}) {
    descriptor_ = ::memfd_create("report", MFD_CLOEXEC);
    ReporterOptions options;
    options.progress = progress;
    options.descriptor = descriptor_;
    options.terminal = terminal;
    options.clock = &clock;
    reporter = make_reporter(options);
  }
  ~Bench() {
    reporter.reset();
    ::close(descriptor_);
  }

  std::string written() const {
    std::string text(static_cast<std::size_t>(::lseek(descriptor_, 0, SEEK_END)), '\0');
    REQUIRE(::pread(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    return text;
  }

  FakeClock clock;
  std::unique_ptr<Reporter> reporter;

 private:
  int descriptor_ = -1;
};

// What a terminal of this width shows after `bytes`: just the sequences that the live view may use.
// Anything else fails the test.
std::string screen(std::string_view bytes, std::size_t width) {
  std::vector<std::string> rows(1);
  std::size_t row = 0;
  std::size_t column = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (c == '\r') {
      column = 0;
    } else if (c == '\n') {
      column = 0;
      if (++row == rows.size()) {
        rows.emplace_back();
      }
    } else if (c == '\x1b') {
      const std::size_t end = bytes.find_first_not_of("[0123456789;", i + 1);
      const std::string number(bytes.substr(i + 2, end - i - 2));
      if (bytes[end] == 'A') {
        REQUIRE(std::stoul(number) <= row);
        row -= std::stoul(number);
      } else if (bytes[end] == 'J') {
        REQUIRE(column == 0);
        rows.resize(row + 1);
        rows[row].clear();
      } else {
        REQUIRE(bytes[end] == 'm');
      }
      i = end;
    } else {
      REQUIRE(column < width);
      rows[row].resize(column);
      rows[row] += c;
      ++column;
    }
  }
  return join(rows, "\n");
}

const Step kApi{"api", "build"};
const Step kWeb{"web", "build"};

StepEnd end(StepOutcome outcome, std::string detail = {}) {
  return {outcome, std::move(detail)};
}

Terminal terminal(int width, int height) {
  Terminal result;
  result.can_redraw = true;
  result.width = width;
  result.height = height;
  return result;
}

// Two builds at once, of which one fails.
void run_with_failure(Bench& bench) {
  Reporter& reporter = *bench.reporter;
  reporter.step_started(kApi);
  reporter.step_started(kWeb);
  reporter.step_output(kApi, "Step 1\nSte");
  reporter.step_output(kWeb, "web 1\n");
  reporter.step_output(kApi, "p 2\nno break");
  bench.clock.pass(std::chrono::milliseconds(1500));
  reporter.step_finished(kApi, end(StepOutcome::kFailed, "exit status 1"));
  reporter.step_failure(kApi, error("build-failed", "the build of api failed"));
  reporter.step_output(kWeb, "web 2\n");
  reporter.step_finished(kWeb, end(StepOutcome::kDone, "tilt-0123"));
  reporter.step_finished({"web", "push"}, end(StepOutcome::kSkipped, "api failed"));
  reporter.finish();
}

}  // namespace

TEST_CASE("plain: each line whole behind its target, a failure's output last and whole") {
  Bench bench(Progress::kPlain);
  run_with_failure(bench);
  CHECK(bench.written() ==
        "api: build started\n"
        "web: build started\n"
        "api | Step 1\n"
        "web | web 1\n"
        "api | Step 2\n"
        "api | no break\n"
        "api: build failed in 1.5 s: exit status 1\n"
        "web | web 2\n"
        "web: build done in 1.5 s: tilt-0123\n"
        "web: push not started: api failed\n"
        "--- output of api: build ---\n"
        "Step 1\n"
        "Step 2\n"
        "no break\n"
        "error: the build of api failed  [build-failed]\n"
        "1 done, 1 failed, 1 not started in 1.5 s\n");
}

TEST_CASE("quiet: only what failed") {
  Bench failing(Progress::kQuiet);
  run_with_failure(failing);
  CHECK(failing.written() ==
        "--- output of api: build ---\n"
        "Step 1\nStep 2\nno break\n"
        "error: the build of api failed  [build-failed]\n"
        "1 done, 1 failed, 1 not started in 1.5 s\n");

  Bench good(Progress::kQuiet);
  good.reporter->step_started(kApi);
  good.reporter->step_output(kApi, "x\n");
  good.reporter->message("hello");
  good.reporter->step_finished(kApi, end(StepOutcome::kDone));
  good.reporter->problem(warning("unused", "image x is not used"));
  good.reporter->finish();
  CHECK(good.written() == "warning: image x is not used  [unused]\n");
}

TEST_CASE("json: each event an object on a line of its own") {
  Bench bench(Progress::kJson);
  bench.reporter->step_started(kApi);
  bench.clock.pass(std::chrono::milliseconds(250));
  bench.reporter->step_output(kApi, "a \"b\"\xFF\n");
  bench.reporter->step_finished(kApi, end(StepOutcome::kFailed, "exit status 1"));
  bench.reporter->step_failure(kApi, error("build-failed", "no"));
  bench.reporter->message("hi");
  bench.reporter->finish();
  CHECK(bench.written() ==
        R"({"event":"started","seconds":0.000,"target":"api","action":"build"})"
        "\n"
        R"({"event":"output","seconds":0.250,"target":"api","action":"build","line":"a \"b\")"
        "\xEF\xBF\xBD\"}\n"
        R"({"event":"finished","seconds":0.250,"target":"api","action":"build",)"
        R"("outcome":"failed","detail":"exit status 1"})"
        "\n"
        R"({"event":"problem","seconds":0.250,"target":"api","action":"build",)"
        R"("diagnostic":{"severity":"error","code":"build-failed","message":"no"}})"
        "\n"
        R"({"event":"message","seconds":0.250,"text":"hi"})"
        "\n"
        R"({"event":"summary","seconds":0.250,"done":0,"unchanged":0,"failed":1,)"
        R"("not_started":0,"cancelled":0})"
        "\n");
}

TEST_CASE("live: running steps below, redrawn in place; what has ended scrolls up") {
  Bench bench(Progress::kAuto, terminal(40, 24));
  Reporter& reporter = *bench.reporter;
  reporter.step_started(kApi);
  reporter.step_started(kWeb);
  CHECK(screen(bench.written(), 40) == "api: build 0.0 s\nweb: build 0.0 s\n");

  bench.clock.pass(std::chrono::milliseconds(12'000));
  reporter.step_output(kApi, "\x1b[32mStep 1\x1b[0m\n10%\r90%");
  reporter.tick();
  CHECK(screen(bench.written(), 40) == "api: build 12 s  90%\nweb: build 12 s\n");

  reporter.message("from the Tiltfile");
  reporter.step_finished(kWeb, end(StepOutcome::kDone));
  CHECK(screen(bench.written(), 40) ==
        "from the Tiltfile\nweb: build done in 12 s\napi: build 12 s  90%\n");

  reporter.step_finished(kApi, end(StepOutcome::kFailed, "exit status 1"));
  reporter.finish();
  CHECK(screen(bench.written(), 40) ==
        "from the Tiltfile\n"
        "web: build done in 12 s\n"
        "api: build failed in 12 s: exit status 1\n"
        "--- output of api: build ---\n"
        "Step 1\n"
        "90%\n"
        "1 done, 1 failed in 12 s\n");
}

TEST_CASE("live: lines are cut to the terminal, and no more of them than it has rows") {
  Bench narrow(Progress::kLive, terminal(20, 24));
  narrow.reporter->step_started(kApi);
  narrow.reporter->step_output(kApi, "a long line of output\n");
  narrow.reporter->tick();
  CHECK(screen(narrow.written(), 19) == "api: build 0.0 s...\n");

  Bench low(Progress::kLive, terminal(40, 5));
  for (int i = 0; i < 10; ++i) {
    low.reporter->step_started({fmt::format("t{}", i), "build"});
  }
  low.reporter->tick();
  CHECK(screen(low.written(), 40) ==
        "t0: build 0.0 s\nt1: build 0.0 s\nt2: build 0.0 s\nand 7 more\n");
}

TEST_CASE("live: a reporter that is dropped leaves no half-drawn block") {
  Bench bench(Progress::kLive, terminal(40, 24));
  bench.reporter->step_started(kApi);
  bench.reporter->message("kept");
  const std::string before = bench.written();
  bench.reporter = make_silent_reporter();
  CHECK(screen(bench.written(), 40) == "kept\n");
  CHECK(screen(before, 40) == "kept\napi: build 0.0 s\n");
}

TEST_CASE("live falls back to plain where nothing can be redrawn") {
  Bench bench(Progress::kLive);
  bench.reporter->step_started(kApi);
  CHECK(bench.written() == "api: build started\n");
}

TEST_CASE("colours only where they are wanted") {
  Terminal coloured;
  coloured.colour = true;
  Bench bench(Progress::kPlain, coloured);
  bench.reporter->step_started(kApi);
  bench.reporter->step_output(kApi, "\x1b[35mx\x1b[2A\n");
  CHECK(bench.written() == "api: build started\n\x1b[36mapi |\x1b[0m \x1b[35mx\x1b[0m\n");
}

TEST_CASE("output without a start and ends without a start do no harm") {
  Bench bench(Progress::kPlain);
  bench.reporter->step_output(kApi, "lost\n");
  bench.reporter->step_finished(kApi, end(StepOutcome::kUnchanged, "nothing changed"));
  bench.reporter->step_finished(kWeb, end(StepOutcome::kFailed, "no engine"));
  bench.reporter->step_failure(kWeb, error("no-engine", "no container engine answers"));
  bench.reporter->finish();
  CHECK(bench.written() ==
        "api: build unchanged: nothing changed\n"
        "web: build failed: no engine\n"
        "error: no container engine answers  [no-engine]\n"
        "1 unchanged, 1 failed in 0.0 s\n");
}

TEST_CASE("a report that nobody reads ends quietly") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  ::close(ends[0]);
  FakeClock clock;
  ReporterOptions options;
  options.descriptor = ends[1];
  options.clock = &clock;
  const auto reporter = make_reporter(options);
  reporter->step_started(kApi);
  reporter->step_output(kApi, "x\n");
  reporter->step_finished(kApi, end(StepOutcome::kDone));
  reporter->finish();
  ::close(ends[1]);
}

TEST_CASE("a terminal is judged by its descriptor and the environment") {
  std::map<std::string, std::string> variables;
  const GetEnvironment get = [&variables](const char* name) { return variables[name]; };
  const int pseudo_terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(pseudo_terminal >= 0);
  REQUIRE(::grantpt(pseudo_terminal) == 0);
  REQUIRE(::unlockpt(pseudo_terminal) == 0);
  std::array<char, 64> name{};
  REQUIRE(::ptsname_r(pseudo_terminal, name.data(), name.size()) == 0);
  const int user_side = ::open(name.data(), O_RDWR | O_NOCTTY);
  REQUIRE(user_side >= 0);

  struct Row {
    std::map<std::string, std::string> variables;
    bool is_terminal;
    bool can_redraw, colour, utf8;
  };
  const Row rows[] = {
      {{{"TERM", "xterm"}}, true, true, true, false},
      {{{"TERM", "xterm"}, {"NO_COLOR", "1"}, {"LANG", "C.UTF-8"}}, true, true, false, true},
      {{{"TERM", "xterm"}, {"LC_ALL", "C"}, {"LANG", "C.UTF-8"}}, true, true, true, false},
      {{{"TERM", "dumb"}}, true, false, false, false},
      {{}, true, false, false, false},
      {{{"TERM", "xterm"}}, false, false, false, false},
      {{{"TERM", "xterm"}, {"CLICOLOR_FORCE", "1"}}, false, false, true, false},
      {{{"CLICOLOR_FORCE", "0"}}, false, false, false, false},
  };
  const int plain_file = ::open("/dev/null", O_WRONLY);
  for (const Row& row : rows) {
    variables = row.variables;
    const Terminal seen = inspect_terminal(row.is_terminal ? user_side : plain_file, get);
    CHECK(seen.can_redraw == row.can_redraw);
    CHECK(seen.colour == row.colour);
    CHECK(seen.utf8 == row.utf8);
    CHECK(seen.width == 80);
  }
  ::close(plain_file);
  ::close(user_side);
  ::close(pseudo_terminal);
}

}  // namespace tiltc::report
