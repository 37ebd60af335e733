#pragma once

#include <atomic>
#include <optional>
#include <thread>

#include "exec/cancel.h"

namespace tiltc::exec {

// Turns SIGINT, SIGTERM and SIGHUP into a cancellation: the first signal cancels politely, the
// second at once, the third ends the process on the spot with 128 + signal. For a program's main(),
// not for a library: it blocks these signals on the calling thread and those started after it, and
// takes them on a thread of its own, so there is no signal handler and no moment in which one
// interrupts anything. Create it before other threads; the destructor undoes it. `source` must
// outlive it.
class SignalWatcher {
 public:
  explicit SignalWatcher(CancelSource& source);
  ~SignalWatcher();
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

  // The first signal that came: exit with 128 plus it.
  std::optional<int> received() const;

 private:
  void watch();

  CancelSource& source_;
  std::atomic<int> received_{0};
  int signals_ = -1;  // signalfd
  int stop_ = -1;     // eventfd
  std::thread thread_;
};

}  // namespace tiltc::exec
