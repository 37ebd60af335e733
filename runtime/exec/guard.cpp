#include "guard.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>

#include "guard_message.h"
#include "process_tree.h"
#include "remove_tree.h"

namespace tiltc::exec {

namespace {

constexpr std::size_t kMaxGroups = 8192;
constexpr std::size_t kMaxPaths = 256;
constexpr std::size_t kMaxProcesses = 65536;

// Between TERM and KILL, and how long we insist on KILL (a process in an uninterruptible call lives
// on).
constexpr int kTermRounds = 35;
constexpr int kKillRounds = 50;
constexpr int kRoundMilliseconds = 20;

// Everything the guard remembers: one zeroed mapping, whose pages cost nothing until they are
// touched.
struct Memory {
  pid_t groups[kMaxGroups];
  std::size_t group_count;
  char paths[kMaxPaths][kMaxGuardPath + 1];  // "" is a free place
  ProcessEntry table[kMaxProcesses];
  ProcessEntry members[kMaxProcesses];
};

class Guard {
 public:
  Guard(int socket, Memory& memory) : socket_(socket), memory_(memory) {}

  void listen() {
    struct {
      GuardMessageHead head;
      char path[kMaxGuardPath + 1];
    } packet;
    for (;;) {
      const ssize_t size = ::recv(socket_, &packet, sizeof packet - 1, 0);
      if (size == 0 || (size < 0 && errno != EINTR)) {
        return;
      }
      if (size >= static_cast<ssize_t>(sizeof packet.head)) {
        packet.path[static_cast<std::size_t>(size) - sizeof packet.head] = '\0';
        take(packet.head, packet.path);
      }
    }
  }

  void end_processes() {
    if (memory_.group_count == 0) {
      return;
    }
    ProcessTree tree(memory_.table, memory_.members);
    tree.refresh(groups());
    tree.signal(SIGTERM);
    tree.signal(SIGCONT);  // a stopped process takes TERM only when it goes on
    for (int round = 0; round < kTermRounds && !tree.empty(); ++round) {
      pause_round();
      tree.refresh(groups());
    }
    for (int round = 0; round < kKillRounds && !tree.empty(); ++round) {
      tree.signal(SIGKILL);
      pause_round();
      tree.refresh(groups());
    }
  }

  void remove_paths() {
    for (const auto& path : memory_.paths) {
      if (path[0] != '\0') {
        remove_tree(path);
      }
    }
  }

 private:
  std::span<const pid_t> groups() const { return {memory_.groups, memory_.group_count}; }

  void take(const GuardMessageHead& head, const char* path) {
    switch (head.kind) {
      case GuardMessageKind::kAddGroup:
        return add_group(head.group);
      case GuardMessageKind::kForgetGroup:
        return forget_group(head.group);
      case GuardMessageKind::kAddPath:
        return replace_path("", path);
      case GuardMessageKind::kForgetPath:
        return replace_path(path, "");
    }
  }

  void add_group(pid_t group) {
    if (group > 1 && memory_.group_count < kMaxGroups) {
      memory_.groups[memory_.group_count++] = group;
    }
  }

  void forget_group(pid_t group) {
    pid_t* const end = memory_.groups + memory_.group_count;
    pid_t* const found = std::find(memory_.groups, end, group);
    if (found != end) {
      *found = memory_.groups[--memory_.group_count];
    }
  }

  void replace_path(const char* before, const char* after) {
    for (auto& place : memory_.paths) {
      if (std::strcmp(place, before) == 0) {
        std::memcpy(place, after, std::strlen(after) + 1);  // listen() bounds it
        return;
      }
    }
  }

  void pause_round() { ::poll(nullptr, 0, kRoundMilliseconds); }

  int socket_;
  Memory& memory_;
};

// Close-on-exec does not help a process that never executes anything.
void close_all_but(int keep) {
  const auto number = static_cast<unsigned>(keep);
  if (::syscall(SYS_close_range, number + 1, ~0U, 0U) == 0 &&
      (number == 0 || ::syscall(SYS_close_range, 0U, number - 1, 0U) == 0)) {
    return;
  }
  for (int fd = 0; fd < 4096; ++fd) {  // kernels before 5.9
    if (fd != keep) {
      ::close(fd);
    }
  }
}

void leave_the_parent(int socket) {
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  ::setsid();  // the terminal's Ctrl-C goes to the session's foreground group only
  ::prctl(PR_SET_NAME, "tiltc-guard");
  close_all_but(socket);
  // Nothing is kept busy: no file system stays mounted because of us.
  [[maybe_unused]] const int ignored = ::chdir("/");
}

}  // namespace

void run_guard(int socket) {
  leave_the_parent(socket);
  void* const memory = ::mmap(nullptr, sizeof(Memory), PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    ::_exit(1);
  }
  Guard guard(socket, *static_cast<Memory*>(memory));
  guard.listen();
  guard.end_processes();
  guard.remove_paths();
  ::_exit(0);
}

}  // namespace tiltc::exec
