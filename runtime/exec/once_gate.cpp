#include "exec/once_gate.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tiltc::exec {

Async<bool> OnceGate::enter() {
  if (state_ == State::kOpen) {
    co_return false;
  }
  if (state_ == State::kBusy) {
    boost::system::error_code ignored;
    co_await opened_->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    co_return false;
  }
  state_ = State::kBusy;
  opened_.emplace(co_await current_executor());
  opened_->expires_at(boost::asio::steady_timer::time_point::max());
  co_return true;
}

void OnceGate::open() {
  state_ = State::kOpen;
  opened_.reset();  // wakes who waits; a timer must not outlive its io_context
}

}  // namespace tiltc::exec
