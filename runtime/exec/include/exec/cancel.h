#pragma once

#include <functional>
#include <memory>

namespace tiltc::exec {

// How hard a run is asked to stop. It only ever rises.
enum class CancelLevel {
  kNone,
  kPolite,  // stop what runs with TERM, give it its grace time
  kNow,     // kill without waiting
};

namespace detail {
class CancelState;
}

// Ends a subscription when it is destroyed: afterwards the callback does not run any more, and is
// not running either.
class CancelSubscription {
 public:
  CancelSubscription() = default;
  CancelSubscription(CancelSubscription&& other) noexcept;
  CancelSubscription& operator=(CancelSubscription&& other) noexcept;
  ~CancelSubscription();

 private:
  friend class CancelToken;
  CancelSubscription(std::shared_ptr<detail::CancelState> state, unsigned long id);

  std::shared_ptr<detail::CancelState> state_;
  unsigned long id_ = 0;
};

// The side of a cancellation that work looks at. Cheap to copy; may be read from any thread. A
// token made by itself is never cancelled.
class CancelToken {
 public:
  CancelToken() = default;

  CancelLevel level() const;
  bool cancelled() const { return level() != CancelLevel::kNone; }

  // Calls `callback` each time the level rises, and once at once when it has risen already. It runs
  // on the thread that cancels (or subscribes), under a lock: it may set a flag or post to an
  // executor, and must not touch this cancellation again.
  [[nodiscard]] CancelSubscription on_change(std::function<void()> callback) const;

 private:
  friend class CancelSource;
  explicit CancelToken(std::shared_ptr<detail::CancelState> state) : state_(std::move(state)) {}

  std::shared_ptr<detail::CancelState> state_;
};

// The side that cancels, from any thread. Outlives nothing in particular: tokens keep the state
// alive.
class CancelSource {
 public:
  CancelSource();

  CancelToken token() const { return CancelToken(state_); }
  void cancel();      // to kPolite at least
  void cancel_now();  // to kNow

 private:
  std::shared_ptr<detail::CancelState> state_;
};

}  // namespace tiltc::exec
