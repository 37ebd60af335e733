#include "exec/supervisor.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <csignal>

#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "catch.h"
#include "exec/process.h"
#include "testing.h"

namespace tiltc::exec {

using std::chrono::milliseconds;
using testing::count_processes;
using testing::eventually;
using testing::shell;
using testing::unique_marker;

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string write_file(const std::string& path) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << "x";
  return path;
}

int only_child() {
  const std::vector<int> children = testing::children();
  REQUIRE(children.size() == 1);
  return children.front();
}

// Runs this very program with one hidden test case: a tiltc to be killed.
ProcessRequest victim(const std::string& test, const std::string& marker,
                      const std::string& folder) {
  ProcessRequest request;
  request.command.argv = {"/proc/self/exe", test};
  request.command.environment = {"TILTC_TEST_MARKER=" + marker, "TILTC_TEST_FOLDER=" + folder};
  return request;
}

}  // namespace

// Starts a stubborn family, tells when it is up, and waits to be killed.
TEST_CASE("victim: a run in the middle of a build", "[.victim]") {
  const std::string marker = variable("TILTC_TEST_MARKER");
  const std::string folder = variable("TILTC_TEST_FOLDER");
  Supervisor supervisor;
  REQUIRE(supervisor.remove_on_death(folder + "/tree").ok());
  REQUIRE(supervisor.remove_on_death(folder + "/socket").ok());
  REQUIRE(supervisor.remove_on_death(folder + "/kept").ok());
  supervisor.forget_path(folder + "/kept");
  ProcessContext context;
  context.supervisor = &supervisor;
  ProcessRequest request;
  // A child, one that ignores TERM, one in a session of its own, and a grandchild of that.
  request.command = shell(
      fmt::format("sh -c 'trap \"\" TERM; while :; do sleep 1; done' {0} & "
                  "setsid sh -c 'sh -c \"sleep 60; :\" {0} & wait' {0} & sleep 0.2; echo up; wait",
                  marker));
  request.command.argv.push_back(marker);
  request.sink = [](OutputStream, std::string_view bytes) {
    REQUIRE(::write(1, bytes.data(), bytes.size()) > 0);
  };
  static_cast<void>(run_blocking(run_process(std::move(request), context)));
}

TEST_CASE("kill -9 leaves no process and no registered file") {
  const std::string marker = unique_marker("orphan");
  const std::string folder = "/tmp/tiltc-" + marker;
  write_file(folder + "/tree/a/b/c");
  write_file(folder + "/tree/d");
  write_file(folder + "/outside");
  std::filesystem::create_symlink(folder + "/outside", folder + "/tree/a/link");
  std::filesystem::create_directory_symlink(folder, folder + "/tree/a/loop");
  write_file(folder + "/socket");
  write_file(folder + "/kept");

  // The victim is killed from its own output, with all of its family up. It is this test's child,
  // so its group is ours to kill; its children lead groups of their own and survive that.
  ProcessRequest request = victim("[.victim]", marker, folder);
  std::string seen;
  request.sink = [&](OutputStream, std::string_view bytes) {
    seen += bytes;
    if (seen.ends_with("up\n")) {
      CHECK(count_processes(marker) == 4);
      ::kill(only_child(), SIGKILL);
    }
  };
  const auto exit = run_blocking(run_process(std::move(request), {}));
  REQUIRE(exit.ok());
  CHECK(exit->signal == SIGKILL);
  CHECK(eventually([&] { return count_processes(marker) == 0; }, milliseconds(2000)));
  CHECK(eventually([&] { return !std::filesystem::exists(folder + "/tree"); }, milliseconds(500)));
  CHECK(
      eventually([&] { return !std::filesystem::exists(folder + "/socket"); }, milliseconds(500)));
  CHECK(std::filesystem::exists(folder + "/kept"));
  CHECK(std::filesystem::exists(folder + "/outside"));
  std::filesystem::remove_all(folder);
}

TEST_CASE("a supervisor without work ends with its owner, at once") {
  CHECK(testing::seconds_of([] {
          Supervisor supervisor;
          REQUIRE(supervisor.start().ok());
          REQUIRE(supervisor.start().ok());
        }) < 0.5);
}

TEST_CASE("a supervisor holds no descriptor but its own and has a session of its own") {
  Supervisor supervisor;
  REQUIRE(supervisor.start().ok());
  const int pid = only_child();
  const std::string descriptors = fmt::format("/proc/{}/fd", pid);
  CHECK(eventually([&] { return ::getsid(pid) == pid; }, milliseconds(1000)));
  CHECK(eventually(
      [&] { return std::distance(std::filesystem::directory_iterator(descriptors), {}) == 1; },
      milliseconds(1000)));
  ::kill(pid, SIGTERM);
  ::kill(pid, SIGINT);
  CHECK_FALSE(eventually([&] { return !std::filesystem::exists(descriptors); }, milliseconds(100)));
}

TEST_CASE("the destructor removes what is still registered") {
  const std::string path = write_file("/tmp/tiltc-" + unique_marker("removed") + "/file");
  {
    Supervisor supervisor;
    REQUIRE(supervisor.remove_on_death(std::filesystem::path(path).parent_path()).ok());
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a program that has ended is forgotten: its number may be another's") {
  testing::Outcome outcome;
  {
    Supervisor supervisor;
    ProcessContext context;
    context.supervisor = &supervisor;
    outcome = *testing::run(shell("sleep 2 >/dev/null 2>&1 & echo $!"), context);
  }
  const int background = std::stoi(outcome.output);
  CHECK(::kill(background, 0) == 0);
  ::kill(background, SIGKILL);
}

TEST_CASE("a path that can't be guarded is refused") {
  Supervisor supervisor;
  for (const std::string& path : {std::string("relative"), "/" + std::string(5000, 'x')}) {
    const Status status = supervisor.remove_on_death(path);
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().diagnostic().code == "path-not-guarded");
  }
}

TEST_CASE("a run goes on when its supervisor was killed") {
  Supervisor supervisor;
  REQUIRE(supervisor.start().ok());
  const int pid = only_child();
  ::kill(pid, SIGKILL);
  ProcessContext context;
  context.supervisor = &supervisor;
  CHECK(testing::run(shell("echo on"), context)->output == "on\n");
}

}  // namespace tiltc::exec
