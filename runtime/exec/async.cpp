#include "exec/async.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

namespace tiltc::exec {

namespace asio = boost::asio;

Async<void> sleep_for(std::chrono::milliseconds time, CancelToken cancel) {
  const Executor executor = co_await current_executor();
  const auto timer = std::make_shared<asio::steady_timer>(executor, time);
  // The callback may come from another thread, and before we wait: what it posts runs after.
  const CancelSubscription subscription =
      cancel.on_change([executor, timer] { asio::post(executor, [timer] { timer->cancel(); }); });
  boost::system::error_code ignored;
  co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

}  // namespace tiltc::exec
