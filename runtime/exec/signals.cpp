#include "exec/signals.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <csignal>

#include <cerrno>

#include "base/check.h"

namespace tiltc::exec {

namespace {

sigset_t watched_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::sigaddset(&signals, SIGHUP);
  return signals;
}

// A parent that ignored SIGCHLD would leave that to us, and wait() would then know no exit status.
void restore_child_signal() {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  ::sigaction(SIGCHLD, &standard, nullptr);
}

// The next signal, or 0 when `stop` was written to.
int next_signal(int signals, int stop) {
  pollfd waits[2] = {{signals, POLLIN, 0}, {stop, POLLIN, 0}};
  while (::poll(waits, 2, -1) < 0 && errno == EINTR) {
  }
  signalfd_siginfo info{};
  if ((waits[1].revents & POLLIN) != 0 || ::read(signals, &info, sizeof info) != sizeof info) {
    return 0;
  }
  return static_cast<int>(info.ssi_signo);
}

}  // namespace

SignalWatcher::SignalWatcher(CancelSource& source) : source_(source) {
  const sigset_t watched = watched_signals();
  ::pthread_sigmask(SIG_BLOCK, &watched, nullptr);
  restore_child_signal();
  signals_ = ::signalfd(-1, &watched, SFD_CLOEXEC);
  stop_ = ::eventfd(0, EFD_CLOEXEC);
  TILTC_CHECK(signals_ >= 0 && stop_ >= 0);
  thread_ = std::thread([this] { watch(); });
}

SignalWatcher::~SignalWatcher() {
  const std::uint64_t one = 1;
  TILTC_CHECK(::write(stop_, &one, sizeof one) == sizeof one);
  thread_.join();
  ::close(signals_);
  ::close(stop_);
  const sigset_t watched = watched_signals();
  ::pthread_sigmask(SIG_UNBLOCK, &watched, nullptr);
}

std::optional<int> SignalWatcher::received() const {
  const int signal = received_.load();
  return signal == 0 ? std::nullopt : std::optional<int>(signal);
}

void SignalWatcher::watch() {
  for (int count = 1;; ++count) {
    const int signal = next_signal(signals_, stop_);
    if (signal == 0) {
      return;
    }
    if (count == 1) {
      received_.store(signal);
      source_.cancel();
    } else if (count == 2) {
      source_.cancel_now();
    } else {
      ::_exit(128 + signal);  // the supervisor cleans up
    }
  }
}

}  // namespace tiltc::exec
