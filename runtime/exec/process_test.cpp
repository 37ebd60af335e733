#include "exec/process.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "catch.h"
#include "testing.h"

namespace tiltc::exec {

using testing::run;
using testing::shell;

namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    char name[] = "/tmp/tiltc-exec-XXXXXX";
    path_ = ::mkdtemp(name);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  std::string write(const std::string& name, const std::string& text, mode_t mode) const {
    std::string path = path_ + "/" + name;
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
    return path;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("a program's end is told: status or signal") {
  struct Row {
    const char* script;
    int exit_code;
    int signal;
  };
  const Row rows[] = {{"exit 0", 0, 0},
                      {"exit 3", 3, 0},
                      {"exit 255", 255, 0},
                      {"kill -KILL $$", 128 + SIGKILL, SIGKILL},
                      {"kill -TERM $$", 128 + SIGTERM, SIGTERM},
                      {"exit 143", 143, 0}};
  for (const Row& row : rows) {
    const auto outcome = run(shell(row.script));
    INFO(row.script);
    REQUIRE(outcome.ok());
    CHECK(outcome->exit.exit_code == row.exit_code);
    CHECK(outcome->exit.signal == row.signal);
    CHECK_FALSE(outcome->exit.cancelled);
  }
}

TEST_CASE("the environment is ours with the command's laid over it, the last of a key winning") {
  ::setenv("TILTC_TEST_KEPT", "kept", 1);
  Command command = shell("echo $TILTC_TEST_KEPT $A \"$B\"");
  command.environment = {"A=1", "B=x=y z", "A=2", "no equals sign"};
  CHECK(run(command)->output == "kept 2 x=y z\n");
}

TEST_CASE("a program is looked up on the PATH that its command sets") {
  const TemporaryFolder folder;
  folder.write("only-here", "#!/bin/sh\necho found in $PWD\n", 0755);
  Command command;
  command.argv = {"only-here"};
  command.environment = {"PATH=/nowhere:" + folder.path()};
  command.directory = "/";
  CHECK(run(command)->output == "found in /\n");

  command.environment = {"PATH=."};
  command.directory = folder.path();
  CHECK(run(command)->output == "found in " + folder.path() + "\n");
}

TEST_CASE("a path with a slash is seen from the command's folder") {
  const TemporaryFolder folder;
  folder.write("tool", "#!/bin/sh\necho \"$0 $1\"\n", 0755);
  Command command;
  command.argv = {"./tool", "a b"};
  command.directory = folder.path();
  CHECK(run(command)->output == "./tool a b\n");
}

TEST_CASE("standard input is the given text, a file, or nothing") {
  Command command;
  command.argv = {"cat"};
  CHECK(run(command)->output.empty());

  command.input = std::string(300'000, 'x') + std::string("\0\xFF\n", 3);
  CHECK(run(command)->output == command.input);

  const TemporaryFolder folder;
  ProcessRequest request;
  request.command.argv = {"cat"};
  request.input_file = folder.write("in", "from a file", 0644);
  CHECK(run(std::move(request))->output == "from a file");
}

TEST_CASE("input that nobody reads is no failure") {
  Command command = shell("exit 0");
  command.input = std::string(1'000'000, 'x');
  CHECK(run(command)->exit.exit_code == 0);
}

TEST_CASE("one pipe keeps the order of both streams; two tell them apart") {
  ProcessRequest request;
  request.command = shell("for i in 1 2 3; do echo out$i; echo err$i >&2; done");
  request.pipes = OutputPipes::kOne;
  const auto together = run(request);
  CHECK(together->output == "out1\nerr1\nout2\nerr2\nout3\nerr3\n");
  CHECK(together->error_output.empty());

  request.pipes = OutputPipes::kTwo;
  const auto apart = run(request);
  CHECK(apart->output == "out1\nout2\nout3\n");
  CHECK(apart->error_output == "err1\nerr2\nerr3\n");
}

TEST_CASE("a child gets default signals, no descriptors of ours, and a group of its own") {
  const int leak =
      ::open("/dev/null", O_RDONLY);  // not close-on-exec, as an embedding program may do
  ::signal(SIGPIPE, SIG_IGN);
  sigset_t blocked;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
  const auto outcome =
      run(shell("grep -E 'Sig(Blk|Ign)' /proc/self/status | tr -d '\\t'; ls /proc/self/fd | wc -l;"
                "set -- $(cat /proc/$$/stat); test $5 = $$ && echo leader"));
  ::pthread_sigmask(SIG_UNBLOCK, &blocked, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::close(leak);
  // Four descriptors: 0, 1, 2 and the folder that ls reads.
  CHECK(outcome->output == "SigBlk:0000000000000000\nSigIgn:0000000000000000\n4\nleader\n");
}

TEST_CASE("what can't be started says which program, where it was looked for, and why") {
  const TemporaryFolder folder;
  const std::string plain = folder.write("plain", "echo no", 0644);
  const std::string no_interpreter = folder.write("lost", "#!/no/such/interpreter\n", 0755);
  const std::string no_format = folder.write("noformat", "just text\n", 0755);
  struct Row {
    std::vector<std::string> argv;
    std::string directory;
    std::string code;
    std::string message;
    std::string note;
  };
  const Row rows[] = {
      {{}, "", "program-not-found", "the command is empty", ""},
      {{""}, "", "program-not-found", "the command is empty", ""},
      {{"no-such-tool"},
       "",
       "program-not-found",
       "there is no program `no-such-tool`",
       "PATH: /bin:/x"},
      {{"./no-such"},
       folder.path(),
       "program-not-found",
       "there is no program `./no-such`",
       "looked for " + folder.path() + "/no-such"},
      {{plain}, "", "program-not-executable", "`" + plain + "` can't be executed", plain},
      {{folder.path()}, "", "program-not-executable", "can't be executed", "is a folder"},
      {{no_interpreter}, "", "program-not-runnable", "lost` can't be run", "#!"},
      {{no_format}, "", "program-not-runnable", "Exec format error", "#!"},
      {{"sh"},
       folder.path() + "/gone",
       "directory-missing",
       "there is no folder " + folder.path(),
       "`sh` was to be run"},
      {{"sh"}, plain, "directory-missing", "there is no folder " + plain, "`sh`"},
      {{std::string("s\0h", 3)}, "", "process-not-started", "zero byte", "ends"},
      {{"sh", std::string(3'000'000, 'x')},
       "",
       "program-not-runnable",
       "Argument list too long",
       "larger than"},
  };
  for (const Row& row : rows) {
    Command command;
    command.argv = row.argv;
    command.directory = row.directory;
    command.environment = {"PATH=/bin:/x"};
    const auto outcome = run(command);
    INFO(row.message);
    REQUIRE_FALSE(outcome.ok());
    const Diagnostic& diagnostic = outcome.error().diagnostic();
    CHECK(diagnostic.code == row.code);
    CHECK_THAT(diagnostic.message, Catch::Contains(row.message));
    const std::string note = diagnostic.notes.empty() ? "" : diagnostic.notes.front();
    CHECK_THAT(note, Catch::Contains(row.note));
  }
}

TEST_CASE("an input file that is not there is named") {
  ProcessRequest request;
  request.command.argv = {"cat"};
  request.input_file = "/no/such/input";
  const auto outcome = run(std::move(request));
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().diagnostic().code == "input-file-unreadable");
  CHECK_THAT(outcome.error().diagnostic().message, Catch::Contains("/no/such/input"));
}

TEST_CASE("a failed start leaves no process and no descriptor") {
  const auto descriptors = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  };
  Command command;
  command.argv = {"/etc/passwd"};
  const auto before = descriptors();
  for (int i = 0; i < 20; ++i) {
    CHECK_FALSE(run(command).ok());
    CHECK(run(shell("true")).ok());
  }
  CHECK(descriptors() == before);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);  // no child, not even a zombie
}

}  // namespace tiltc::exec
