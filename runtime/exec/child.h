#pragma once

#include <sys/types.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "exec/process.h"
#include "process_tree.h"
#include "unique_fd.h"

namespace tiltc::exec {

// One child process from its start to its last byte of output. Reads and waits run as Asio
// operations that keep it alive; finish() looks at what they saw and decides what to do next.
// Everything happens on the executor's thread; a cancellation from elsewhere is posted to it.
class Child : public std::enable_shared_from_this<Child> {
 public:
  Child(const Executor& executor, ProcessRequest request, ProcessContext context);
  ~Child();  // kills the group when finish() did not come to its end

  Status start();
  Async<ProcessExit> finish();

 private:
  using Time = std::chrono::steady_clock::time_point;

  // How far we have gone in making it end.
  enum class Pressure { kNone, kAsked, kKilled, kGivenUp };

  struct Pipe {
    Pipe(boost::asio::posix::stream_descriptor from, OutputStream which)
        : descriptor(std::move(from)), stream(which) {}

    boost::asio::posix::stream_descriptor descriptor;
    OutputStream stream;
    std::array<char, 65536> buffer{};
  };

  Result<UniqueFd> open_input() const;
  Result<UniqueFd> add_pipe(OutputStream stream);
  Status start_program();
  void read_more(Pipe& pipe);
  void watch_exit();

  void react();
  void react_to_cancel();
  void react_to_held_pipe();
  void look_for_exit();
  void ask();
  void kill_all();
  bool finished() const;
  bool pipes_open() const;
  bool deadline_passed() const;
  void set_deadline(std::chrono::milliseconds time);
  Async<void> pause();
  void wake();
  void close_pipes();
  void refresh_tree();
  ProcessExit reap();

  Executor executor_;
  ProcessRequest request_;
  ProcessContext context_;

  pid_t pid_ = -1;  // also the group's; -1 before the start and after reaping
  std::vector<std::unique_ptr<Pipe>> pipes_;
  std::optional<boost::asio::posix::stream_descriptor>
      exit_watch_;  // a pidfd; none on kernels before 5.3
  boost::asio::steady_timer alarm_;
  CancelSubscription subscription_;

  bool exited_ = false;
  bool cancelled_ = false;
  Pressure pressure_ = Pressure::kNone;
  std::optional<Time> deadline_;

  // Filled from the first cancellation on.
  std::vector<ProcessEntry> tree_table_;
  std::vector<ProcessEntry> tree_members_;
  std::optional<ProcessTree> tree_;
};

}  // namespace tiltc::exec
