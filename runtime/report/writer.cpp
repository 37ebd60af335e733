#include "writer.h"

#include <poll.h>
#include <unistd.h>
#include <csignal>

#include <cerrno>
#include <cstddef>

namespace tiltc::report {

namespace {

// Keeps SIGPIPE from this thread while it lives, without changing what the process does about it:
// blocked, and taken off the queue if our own write raised it.
class WithoutPipeSignal {
 public:
  WithoutPipeSignal() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~WithoutPipeSignal() {
    const timespec at_once{};
    while (!was_pending_ && ::sigtimedwait(&pipe_, nullptr, &at_once) < 0 && errno == EINTR) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  WithoutPipeSignal(const WithoutPipeSignal&) = delete;
  WithoutPipeSignal& operator=(const WithoutPipeSignal&) = delete;

 private:
  sigset_t pipe_;
  sigset_t before_;
  bool was_pending_ = false;
};

// A descriptor that another program made non-blocking: wait until it takes more.
void wait_until_writable(int descriptor) {
  pollfd wait{descriptor, POLLOUT, 0};
  ::poll(&wait, 1, -1);
}

}  // namespace

void Writer::write(std::string_view text) {
  const WithoutPipeSignal guard;
  while (!text.empty() && !closed_) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      wait_until_writable(descriptor_);
    } else {
      closed_ = errno != EINTR;
    }
  }
}

}  // namespace tiltc::report
