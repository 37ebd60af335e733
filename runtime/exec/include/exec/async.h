#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

#include "base/result.h"
#include "exec/cancel.h"

// Coroutines as this project uses them. All coroutines of a run live on one io_context that one
// thread runs, so they need no locks among themselves. They report failure through Result, not by
// throwing.
//
// g++ 12 does not compile `co_await f({a, b})`: name the braced value first.
namespace tiltc::exec {

template <class T>
using Async = boost::asio::awaitable<T>;

using Executor = boost::asio::any_io_executor;

// The executor of the coroutine that asks: `co_await current_executor()`.
inline auto current_executor() {
  return boost::asio::this_coro::executor;
}

// Starts `work` on its own; `done` gets its value, on the executor's thread. A coroutine that
// throws (a library's exception that nobody caught) calls `failed` instead.
template <class T>
void spawn(const Executor& executor, Async<T> work, std::function<void(T)> done,
           std::function<void(std::exception_ptr)> failed);

// Runs `work` to its end on a private io_context on the calling thread: for the synchronous edges
// and for tests. An exception that escapes `work` is thrown on.
template <class T>
T run_blocking(Async<T> work);

// Waits, but not longer than until `cancel` is pulled.
Async<void> sleep_for(std::chrono::milliseconds time, CancelToken cancel = {});

// ---------------------------------------------------------------------------------------------------

namespace detail {

// Asio's co_spawn needs a default value of T for the case of an exception; Result has none. So T
// passes through an optional of the wrapper's.
template <class T>
Async<void> store(Async<T> work, std::optional<T>& value) {
  value.emplace(co_await std::move(work));
}

template <class T>
Async<void> deliver(Async<T> work, std::function<void(T)> done) {
  done(co_await std::move(work));
}

}  // namespace detail

template <class T>
void spawn(const Executor& executor, Async<T> work, std::function<void(T)> done,
           std::function<void(std::exception_ptr)> failed) {
  boost::asio::co_spawn(executor, detail::deliver<T>(std::move(work), std::move(done)),
                        [failed = std::move(failed)](const std::exception_ptr& problem) {
                          if (problem) {
                            failed(problem);
                          }
                        });
}

template <class T>
T run_blocking(Async<T> work) {
  boost::asio::io_context context{1};
  std::optional<T> value;
  std::exception_ptr problem;
  boost::asio::co_spawn(context, detail::store<T>(std::move(work), value),
                        [&problem](std::exception_ptr thrown) { problem = std::move(thrown); });
  context.run();
  if (problem) {
    std::rethrow_exception(problem);
  }
  TILTC_CHECK(value.has_value());
  return std::move(*value);
}

}  // namespace tiltc::exec
