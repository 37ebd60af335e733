#include "exec/supervisor.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <cerrno>
#include <cstring>

#include "guard.h"
#include "guard_message.h"
#include "unique_fd.h"

namespace tiltc::exec {

namespace {

Diagnostic not_started(const char* step) {
  return error("supervisor-not-started",
               fmt::format("can't start the process that cleans up when tiltc is killed: {}: {}",
                           step, std::strerror(errno)));
}

// As in launch.cpp: no signal handler of the parent's may run in the child.
pid_t fork_guard(int parent_end, int guard_end) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t process = ::fork();
  if (process == 0) {
    ::close(parent_end);
    run_guard(guard_end);
  }
  const int error_number = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error_number;
  return process;
}

}  // namespace

Supervisor::~Supervisor() {
  if (process_ < 0) {
    return;
  }
  ::close(socket_);
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Status Supervisor::start() {
  const std::lock_guard lock(mutex_);
  return start_locked();
}

Status Supervisor::start_locked() {
  if (process_ >= 0) {
    return Done{};
  }
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return not_started("socketpair");
  }
  UniqueFd guard_end(ends[1]);
  UniqueFd our_end(::fcntl(ends[0], F_DUPFD_CLOEXEC, 3));  // above a child's own three
  ::close(ends[0]);
  if (!our_end) {
    return not_started("fcntl");
  }
  const pid_t process = fork_guard(our_end.get(), guard_end.get());
  if (process < 0) {
    return not_started("fork");
  }
  process_ = process;
  socket_ = our_end.release();
  return Done{};
}

Status Supervisor::remove_on_death(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (path.size() > kMaxGuardPath || !path.starts_with('/') ||
      path.find('\0') != std::string::npos) {
    return error("path-not-guarded", fmt::format("can't promise to remove {}", path))
        .note("the path has to be absolute and shorter than 4000 bytes");
  }
  Status started = start_locked();
  if (started.ok()) {
    send_path_message(socket_, GuardMessageKind::kAddPath, path);
  }
  return started;
}

void Supervisor::forget_path(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (process_ >= 0 && path.size() <= kMaxGuardPath) {
    send_path_message(socket_, GuardMessageKind::kForgetPath, path);
  }
}

int Supervisor::registration_descriptor() const {
  const std::lock_guard lock(mutex_);
  return socket_;
}

void Supervisor::forget_group(pid_t group) {
  const std::lock_guard lock(mutex_);
  if (process_ >= 0) {
    send_group_message(socket_, GuardMessageKind::kForgetGroup, group);
  }
}

}  // namespace tiltc::exec
