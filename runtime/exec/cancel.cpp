#include "exec/cancel.h"

#include <atomic>
#include <map>
#include <mutex>
#include <utility>

namespace tiltc::exec {

namespace detail {

class CancelState {
 public:
  CancelLevel level() const { return level_.load(std::memory_order_acquire); }

  void raise(CancelLevel level) {
    const std::lock_guard lock(mutex_);
    if (level <= level_.load(std::memory_order_relaxed)) {
      return;
    }
    level_.store(level, std::memory_order_release);
    for (const auto& [id, callback] : callbacks_) {
      callback();
    }
  }

  unsigned long subscribe(std::function<void()> callback) {
    const std::lock_guard lock(mutex_);
    if (level_.load(std::memory_order_relaxed) != CancelLevel::kNone) {
      callback();
    }
    callbacks_.emplace(++last_id_, std::move(callback));
    return last_id_;
  }

  void unsubscribe(unsigned long id) {
    const std::lock_guard lock(mutex_);
    callbacks_.erase(id);
  }

 private:
  std::atomic<CancelLevel> level_{CancelLevel::kNone};
  std::mutex mutex_;  // held while callbacks run, so that unsubscribe() waits for them
  std::map<unsigned long, std::function<void()>> callbacks_;
  unsigned long last_id_ = 0;
};

}  // namespace detail

CancelSubscription::CancelSubscription(std::shared_ptr<detail::CancelState> state, unsigned long id)
    : state_(std::move(state)), id_(id) {}

CancelSubscription::CancelSubscription(CancelSubscription&& other) noexcept
    : state_(std::move(other.state_)), id_(other.id_) {}

CancelSubscription& CancelSubscription::operator=(CancelSubscription&& other) noexcept {
  std::swap(state_, other.state_);
  std::swap(id_, other.id_);
  return *this;
}

CancelSubscription::~CancelSubscription() {
  if (state_) {
    state_->unsubscribe(id_);
  }
}

CancelLevel CancelToken::level() const {
  return state_ ? state_->level() : CancelLevel::kNone;
}

CancelSubscription CancelToken::on_change(std::function<void()> callback) const {
  if (!state_) {
    return {};
  }
  return {state_, state_->subscribe(std::move(callback))};
}

CancelSource::CancelSource() : state_(std::make_shared<detail::CancelState>()) {}

void CancelSource::cancel() {
  state_->raise(CancelLevel::kPolite);
}

void CancelSource::cancel_now() {
  state_->raise(CancelLevel::kNow);
}

}  // namespace tiltc::exec
