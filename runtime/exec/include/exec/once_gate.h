#pragma once

#include <boost/asio/steady_timer.hpp>
#include <optional>

#include "exec/async.h"

namespace tiltc::exec {

// Something that is done once, by the first coroutine that needs it, while the others wait. One
// io_context; may outlive it when nobody is inside.
class OnceGate {
 public:
  // True for the first: it has to do the work and call open(). The others get false once it is
  // done.
  Async<bool> enter();

  void open();

 private:
  enum class State { kNew, kBusy, kOpen } state_ = State::kNew;
  std::optional<boost::asio::steady_timer> opened_;  // there while someone is at it
};

}  // namespace tiltc::exec
