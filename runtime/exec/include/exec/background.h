#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <optional>
#include <thread>

#include "exec/async.h"

namespace tiltc::exec {

// Runs `work` on a thread of its own and waits for it, while other coroutines go on. For what
// computes or reads for long. `work` must not throw.
template <class T>
Async<T> in_background(std::function<T()> work) {
  const Executor executor = co_await current_executor();
  boost::asio::steady_timer done(executor, boost::asio::steady_timer::time_point::max());
  std::optional<T> value;
  std::jthread thread([&] {
    value.emplace(work());
    boost::asio::post(executor, [&done] { done.cancel(); });
  });
  boost::system::error_code ignored;
  co_await done.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  thread.join();
  co_return std::move(*value);
}

}  // namespace tiltc::exec
