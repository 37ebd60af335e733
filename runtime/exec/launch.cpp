#include "launch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <cerrno>
#include <cstring>

#include "guard_message.h"
#include "program.h"
#include "unique_fd.h"

namespace tiltc::exec {

namespace {

enum class Stage : int { kSetup, kDirectory, kExec };

// What the child writes into the pipe when it does not get as far as its program.
struct Failure {
  Stage stage;
  int error_number;
};

// Everything the child needs, as plain pointers: between fork and exec only async-signal-safe calls
// are allowed, because another thread may have held any lock, malloc's included, when we forked.
struct ChildPlan {
  const char* program;
  char* const* argv;
  char* const* environment;
  const char* directory;  // null for none
  int descriptors[3];
  int registration;
  int failure_pipe;
};

[[noreturn]] void give_up(int pipe, Stage stage) {
  const Failure failure{stage, errno};
  // A pipe takes this at once; when it doesn't, the parent sees an end without a failure and our
  // status.
  [[maybe_unused]] const ssize_t written = ::write(pipe, &failure, sizeof failure);
  ::_exit(127);
}

void restore_signals() {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) {
    ::sigaction(signal, &standard,
                nullptr);  // refused for KILL, STOP and libc's own: as it should be
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void pass_no_descriptors() {
  if (::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) == 0) {
    return;
  }
  // Kernels before 5.11. All of ours are close-on-exec anyway; these are the embedding program's.
  for (int fd = 3; fd < 1024; ++fd) {
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  }
}

[[noreturn]] void become_program(const ChildPlan& plan) {
  if (::setpgid(0, 0) != 0) {
    give_up(plan.failure_pipe, Stage::kSetup);
  }
  if (plan.registration >= 0) {
    send_group_message(plan.registration, GuardMessageKind::kAddGroup, ::getpid());
  }
  for (int target = 0; target < 3; ++target) {
    if (::dup2(plan.descriptors[target], target) < 0) {
      give_up(plan.failure_pipe, Stage::kSetup);
    }
  }
  if (plan.directory != nullptr && ::chdir(plan.directory) != 0) {
    give_up(plan.failure_pipe, Stage::kDirectory);
  }
  pass_no_descriptors();
  restore_signals();
  ::execve(plan.program, plan.argv, plan.environment);
  give_up(plan.failure_pipe, Stage::kExec);
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (const std::string& text : texts) {
    result.push_back(const_cast<char*>(text.c_str()));  // execve's type; it writes nothing
  }
  result.push_back(nullptr);
  return result;
}

// All signals wait while we fork, so that no handler of the parent's runs in the child.
pid_t fork_with_signals_blocked(const ChildPlan& plan) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t child = ::fork();
  if (child == 0) {
    become_program(plan);
  }
  const int error_number = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error_number;
  return child;
}

Diagnostic failure_of(const Launch& launch, const Failure& failure) {
  switch (failure.stage) {
    case Stage::kExec:
      return exec_failure(launch.program, failure.error_number);
    case Stage::kDirectory:
      return error("directory-missing",
                   fmt::format("can't enter the folder {}: {}", launch.directory,
                               std::strerror(failure.error_number)))
          .note(fmt::format("`{}` was to be run in it", launch.argv.front()));
    case Stage::kSetup:
      break;
  }
  return error("process-not-started", fmt::format("can't start `{}`: {}", launch.argv.front(),
                                                  std::strerror(failure.error_number)));
}

ssize_t read_failure(int pipe, Failure& failure) {
  ssize_t count = 0;
  do {
    count = ::read(pipe, &failure, sizeof failure);
  } while (count < 0 && errno == EINTR);
  return count;
}

}  // namespace

Result<pid_t> launch(const Launch& launch) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return failure_of(launch, {Stage::kSetup, errno});
  }
  const UniqueFd reading(ends[0]);
  // Above 2, where the child's own three will stand.
  UniqueFd writing(::fcntl(ends[1], F_DUPFD_CLOEXEC, 3));
  ::close(ends[1]);
  if (!writing) {
    return failure_of(launch, {Stage::kSetup, errno});
  }
  const std::vector<char*> argv = pointers(launch.argv);
  const std::vector<char*> environment = pointers(launch.environment);
  const ChildPlan plan{launch.program.c_str(),
                       argv.data(),
                       environment.data(),
                       launch.directory.empty() ? nullptr : launch.directory.c_str(),
                       {launch.input, launch.output, launch.error_output},
                       launch.registration,
                       writing.get()};
  const pid_t child = fork_with_signals_blocked(plan);
  if (child < 0) {
    return failure_of(launch, {Stage::kSetup, errno});
  }
  writing.reset();
  Failure failure{};
  if (read_failure(reading.get(), failure) != static_cast<ssize_t>(sizeof failure)) {
    return child;
  }
  if (launch.registration >= 0) {  // before the number becomes free for others
    send_group_message(launch.registration, GuardMessageKind::kForgetGroup, child);
  }
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return failure_of(launch, failure);
}

}  // namespace tiltc::exec
