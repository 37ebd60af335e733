#include "background_commands.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>

#include "base/memory_disk.h"
#include "catch.h"

namespace tiltc::builtins {
namespace {

// Answers by a function; counts what runs at once.
class FakeRunner : public CommandRunner {
 public:
  Result<CommandOutcome> run(const Command& command, const OutputSink&) override {
    const std::size_t now = ++running_;
    std::size_t most = most_at_once;
    while (now > most && !most_at_once.compare_exchange_weak(most, now)) {
    }
    ++runs;
    CommandOutcome outcome;
    if (answer) {
      outcome = answer(command);
    }
    --running_;
    return outcome;
  }

  std::function<CommandOutcome(const Command&)> answer;
  std::atomic<std::size_t> runs = 0;
  std::atomic<std::size_t> most_at_once = 0;

 private:
  std::atomic<std::size_t> running_ = 0;
};

// A disk of which reads and the runner's writes may cross.
class LockedDisk : public MemoryDisk {
 public:
  Result<std::string> read(const std::string& path) const override {
    const std::lock_guard lock(mutex_);
    return MemoryDisk::read(path);
  }
  Status write(const std::string& path, std::string_view content) override {
    const std::lock_guard lock(mutex_);
    return MemoryDisk::write(path, content);
  }
  FileKind kind(const std::string& path) const override {
    const std::lock_guard lock(mutex_);
    return MemoryDisk::kind(path);
  }
  Result<FileStamp> stamp(const std::string& path) const override {
    const std::lock_guard lock(mutex_);
    return MemoryDisk::stamp(path);
  }

 private:
  mutable std::recursive_mutex mutex_;  // read() asks kind()
};

PureCommand reading(const std::string& path) {
  PureCommand command;
  command.argv = {"render", path};
  command.directory = "/p";
  command.inputs = {path};
  return command;
}

struct Bench {
  Bench() : journal(disk, "/state", "/p/Tiltfile") {
    REQUIRE(disk.write("/p/in", "1").ok());
    // The output shows what the command read.
    runner.answer = [this](const Command& command) {
      CommandOutcome outcome;
      outcome.output = *disk.read(command.argv[1]);
      return outcome;
    };
  }

  BackgroundCommands::Options options(std::size_t jobs = 2) {
    return {runner, disk, &journal, jobs};
  }

  // One evaluation that needs /p/in.
  std::string evaluate() {
    BackgroundCommands commands(options());
    commands.start_ahead({});
    const std::string output = (*commands.wait(commands.start(reading("/p/in")))).output;
    CHECK(commands.save().ok());
    return output;
  }

  LockedDisk disk;
  FakeRunner runner;
  state::CommandJournal journal;
};

TEST_CASE("what is unchanged runs once") {
  Bench bench;
  CHECK(bench.evaluate() == "1");
  CHECK(bench.evaluate() == "1");
  CHECK(bench.runner.runs == 1);
  REQUIRE(bench.disk.write("/p/in", "2").ok());
  CHECK(bench.evaluate() == "2");
  CHECK(bench.runner.runs == 2);
}

TEST_CASE("commands run side by side, up to the limit") {
  Bench bench;
  bench.runner.answer = [](const Command&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return CommandOutcome{};
  };
  BackgroundCommands commands(bench.options(3));
  std::vector<BackgroundCommands::Ticket> tickets;
  for (int i = 0; i < 9; ++i) {
    tickets.push_back(commands.start(reading("/p/" + std::to_string(i))));
  }
  for (const BackgroundCommands::Ticket ticket : tickets) {
    CHECK(commands.wait(ticket).ok());
  }
  CHECK(bench.runner.runs == 9);
  CHECK(bench.runner.most_at_once <= 3);
}

TEST_CASE("an answer whose inputs were written to meanwhile is not kept") {
  Bench bench;
  bench.runner.answer = [&bench](const Command& command) {
    CommandOutcome outcome;
    outcome.output = *bench.disk.read(command.argv[1]);
    CHECK(bench.disk.write(command.argv[1], "later").ok());
    return outcome;
  };
  CHECK(bench.evaluate() == "1");
  CHECK(bench.evaluate() == "later");
  CHECK(bench.runner.runs == 2);
  CHECK(bench.evaluate() == "later");  // now it was "later" before and after
  CHECK(bench.runner.runs == 2);
}

TEST_CASE("what was started ahead is taken only when its inputs were not touched since") {
  Bench bench;
  bench.evaluate();
  REQUIRE(bench.disk.write("/p/in", "2").ok());
  {
    BackgroundCommands commands(bench.options());
    commands.start_ahead({});
    while (bench.runner.runs < 2) {
      std::this_thread::yield();
    }
    CHECK((*commands.wait(commands.start(reading("/p/in")))).output == "2");
    CHECK(bench.runner.runs == 2);
  }
  BackgroundCommands commands(bench.options());
  commands.start_ahead({});
  while (bench.runner.runs < 3) {
    std::this_thread::yield();
  }
  REQUIRE(bench.disk.write("/p/in", "3").ok());
  CHECK((*commands.wait(commands.start(reading("/p/in")))).output == "3");
  CHECK(bench.runner.runs == 4);
}

TEST_CASE("failures, and what may read more than its inputs, are not kept") {
  Bench bench;
  bench.runner.answer = [](const Command&) {
    CommandOutcome outcome;
    outcome.exit_code = 1;
    return outcome;
  };
  bench.evaluate();
  bench.evaluate();
  CHECK(bench.runner.runs == 2);
  for (int i = 0; i < 2; ++i) {
    BackgroundCommands commands(bench.options());
    PureCommand command = reading("/p/in");
    command.may_be_kept = false;
    commands.wait(commands.start(std::move(command)));
    CHECK(commands.save().ok());
  }
  CHECK(bench.runner.runs == 4);
}

TEST_CASE("the end stops what still runs") {
  Bench bench;
  bench.runner.answer = [](const Command& command) {
    while (!command.stop.stop_requested()) {
      std::this_thread::yield();
    }
    return CommandOutcome{};
  };
  BackgroundCommands commands(bench.options());
  commands.start(reading("/p/in"));
}

}  // namespace
}  // namespace tiltc::builtins
