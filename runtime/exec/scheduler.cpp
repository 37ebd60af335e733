#include "exec/scheduler.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <set>
#include <utility>

namespace tiltc::exec {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kBudgets = 3;

std::size_t budget_index(Budget budget) {
  return static_cast<std::size_t>(budget);
}

Diagnostic describe(const std::exception_ptr& problem) {
  try {
    std::rethrow_exception(problem);
  } catch (const std::exception& thrown) {
    return error("step-broke-off", thrown.what());
  } catch (...) {
    return error("step-broke-off", "an unknown exception ended the step");
  }
}

// The state of one run_nodes(). Completions of nodes arrive as calls on the executor's thread and
// may come after the coroutine that waits was destroyed, so they keep it alive.
class Run : public std::enable_shared_from_this<Run> {
 public:
  Run(const Executor& executor, std::vector<Node> nodes, SchedulerOptions options);

  Async<std::vector<NodeResult>> finish();

 private:
  // Ready nodes of one budget: costliest chain first, then in order of index.
  using Ready = std::set<std::pair<double, std::size_t>>;

  enum class Phase { kWaiting, kReady, kRunning, kEnded };

  void link();
  void rank();
  void mark_ready(std::size_t node);
  void pump();
  void start_from(std::size_t budget);
  void start(std::size_t node);
  void ended(std::size_t node, Status status);
  void settle(std::size_t node, NodeResult result);
  void release_dependents(std::size_t node);
  void skip_dependents(std::size_t failed);
  void close_rest();
  bool starts_nothing_new() const;
  void watch_cancel();

  Executor executor_;
  std::vector<Node> nodes_;
  SchedulerOptions options_;
  std::vector<std::vector<std::size_t>> dependents_;
  std::vector<std::size_t> missing_;  // needs that are not done
  std::vector<double> chain_;         // weight of the costliest chain that begins with the node
  std::vector<Phase> phase_;
  std::vector<NodeResult> results_;
  std::array<Ready, kBudgets> ready_;
  std::array<std::size_t, kBudgets> free_;
  std::size_t running_ = 0;
  std::optional<std::size_t> first_failure_;
  CancelSubscription subscription_;
  asio::steady_timer finished_;
};

Run::Run(const Executor& executor, std::vector<Node> nodes, SchedulerOptions options)
    : executor_(executor),
      nodes_(std::move(nodes)),
      options_(std::move(options)),
      dependents_(nodes_.size()),
      missing_(nodes_.size()),
      chain_(nodes_.size()),
      phase_(nodes_.size(), Phase::kWaiting),
      results_(nodes_.size()),
      free_{std::max<std::size_t>(options_.builds, 1), std::max<std::size_t>(options_.pushes, 1),
            std::max<std::size_t>(options_.others, 1)},
      finished_(executor, asio::steady_timer::time_point::max()) {}

void Run::link() {
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    for (const std::size_t need : nodes_[node].needs) {
      TILTC_CHECK(need < nodes_.size());
      dependents_[need].push_back(node);
    }
    missing_[node] = nodes_[node].needs.size();
  }
}

// Kahn's order, walked from its end: a node's chain is its own weight and the costliest of its
// dependents'.
void Run::rank() {
  std::vector<std::size_t> missing = missing_;
  std::vector<std::size_t> order;
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if (missing[node] == 0) {
      order.push_back(node);
    }
  }
  for (std::size_t at = 0; at < order.size(); ++at) {
    for (const std::size_t dependent : dependents_[order[at]]) {
      if (--missing[dependent] == 0) {
        order.push_back(dependent);
      }
    }
  }
  TILTC_CHECK(order.size() == nodes_.size());  // else there is a cycle
  std::reverse(order.begin(), order.end());
  for (const std::size_t node : order) {
    double longest = 0;
    for (const std::size_t dependent : dependents_[node]) {
      longest = std::max(longest, chain_[dependent]);
    }
    chain_[node] = nodes_[node].weight + longest;
  }
}

void Run::mark_ready(std::size_t node) {
  phase_[node] = Phase::kReady;
  ready_[budget_index(nodes_[node].budget)].emplace(-chain_[node], node);
}

void Run::watch_cancel() {
  subscription_ = options_.cancel.on_change([this, weak = weak_from_this()] {
    asio::post(executor_, [weak] {
      if (const auto self = weak.lock()) {
        self->pump();
      }
    });
  });
}

Async<std::vector<NodeResult>> Run::finish() {
  link();
  rank();
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if (missing_[node] == 0) {
      mark_ready(node);
    }
  }
  watch_cancel();
  pump();
  // A timer that never fires: cancelled when all has ended. Unless that is so already.
  while (running_ > 0) {
    boost::system::error_code ignored;
    co_await finished_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  subscription_ = CancelSubscription();
  co_return std::move(results_);
}

bool Run::starts_nothing_new() const {
  return options_.cancel.cancelled() ||
         (first_failure_ && options_.on_failure == OnFailure::kStartNothingNew);
}

// Starts what may start. A node may end within its start, which leads back here: hence the loop in
// start_from looks at the sets anew each time.
void Run::pump() {
  for (std::size_t budget = 0; budget < kBudgets; ++budget) {
    start_from(budget);
  }
  if (running_ == 0) {
    close_rest();
    finished_.cancel();
  }
}

void Run::start_from(std::size_t budget) {
  Ready& ready = ready_[budget];
  while (!starts_nothing_new() && free_[budget] > 0 && !ready.empty()) {
    const std::size_t node = ready.begin()->second;
    ready.erase(ready.begin());
    --free_[budget];
    start(node);
  }
}

void Run::start(std::size_t node) {
  phase_[node] = Phase::kRunning;
  ++running_;
  if (options_.on_start) {
    options_.on_start(node);
  }
  const auto self = shared_from_this();
  spawn<Status>(
      executor_, nodes_[node].run(),
      [self, node](Status status) { self->ended(node, std::move(status)); },
      [self, node](const std::exception_ptr& problem) { self->ended(node, describe(problem)); });
}

void Run::ended(std::size_t node, Status status) {
  --running_;
  ++free_[budget_index(nodes_[node].budget)];
  NodeResult result;
  if (status.ok()) {
    result.state = NodeState::kDone;
  } else if (options_.cancel.cancelled()) {
    result.state = NodeState::kCancelled;
  } else {
    result.state = NodeState::kFailed;
    result.failure = std::move(status.error().diagnostic());
    first_failure_ = first_failure_.value_or(node);
  }
  settle(node, std::move(result));
  if (results_[node].state == NodeState::kDone) {
    release_dependents(node);
  } else if (results_[node].state == NodeState::kFailed) {
    skip_dependents(node);
  }
  pump();
}

void Run::settle(std::size_t node, NodeResult result) {
  phase_[node] = Phase::kEnded;
  results_[node] = std::move(result);
  if (options_.on_finished) {
    options_.on_finished(node, results_[node]);
  }
}

void Run::release_dependents(std::size_t node) {
  for (const std::size_t dependent : dependents_[node]) {
    if (--missing_[dependent] == 0) {
      mark_ready(dependent);
    }
  }
}

void Run::skip_dependents(std::size_t failed) {
  std::vector<std::size_t> open{failed};
  while (!open.empty()) {
    const std::size_t node = open.back();
    open.pop_back();
    for (const std::size_t dependent : dependents_[node]) {
      if (phase_[dependent] == Phase::kWaiting) {
        settle(dependent, {NodeState::kSkipped, std::nullopt, failed});
        open.push_back(dependent);
      }
    }
  }
}

// Nothing runs and nothing will: what has not started never does.
void Run::close_rest() {
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if (phase_[node] == Phase::kEnded) {
      continue;
    }
    const bool cancelled = options_.cancel.cancelled();
    settle(node, {cancelled ? NodeState::kCancelled : NodeState::kSkipped, std::nullopt,
                  cancelled ? std::nullopt : first_failure_});
  }
}

}  // namespace

Async<std::vector<NodeResult>> run_nodes(std::vector<Node> nodes, SchedulerOptions options) {
  const Executor executor = co_await current_executor();
  const auto run = std::make_shared<Run>(executor, std::move(nodes), std::move(options));
  co_return co_await run->finish();
}

}  // namespace tiltc::exec
