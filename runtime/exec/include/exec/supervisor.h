#pragma once

#include <sys/types.h>

#include <mutex>
#include <string>

#include "base/result.h"

namespace tiltc::exec {

// A tiny process beside this one that outlives a `kill -9` of it: it then ends every process group
// that is registered, with all that descends from them (TERM, KILL within a second), removes the
// registered paths and exits. It lives in a session of its own, so that Ctrl-C in the terminal does
// not reach it.
//
// The object owns that process: it is forked at the first start(), and ended and waited for in the
// destructor, when what is still registered is cleaned up as well. Functions may be called from any
// thread.
class Supervisor {
 public:
  Supervisor() = default;
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // Forks the process unless it is there. Error: supervisor-not-started.
  Status start();

  // `path` (a file, a socket, a directory with all below it) is removed when this process dies
  // before forget_path(). Absolute, at most 4000 bytes.
  Status remove_on_death(const std::string& path);
  void forget_path(const std::string& path);

  // For run_process: a child registers itself through this descriptor before it runs its program,
  // so that there is no moment in which it could be missed. -1 before start().
  int registration_descriptor() const;
  void forget_group(pid_t group);

 private:
  Status start_locked();

  mutable std::mutex mutex_;
  int socket_ = -1;
  pid_t process_ = -1;
};

}  // namespace tiltc::exec
