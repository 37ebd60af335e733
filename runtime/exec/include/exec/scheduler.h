#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "exec/async.h"

// Runs a graph of work. It knows nothing of images or Kubernetes: a node is a name, what it needs,
// and a coroutine.
namespace tiltc::exec {

// What a running node uses up.
enum class Budget { kBuild, kPush, kOther };

struct Node {
  std::string name;                // for people: "build example.com/api"
  std::string kind;                // for the caller, not looked at: "build", "push", "inject"
  std::vector<std::size_t> needs;  // indices of nodes; each named once; no cycles
  Budget budget = Budget::kOther;
  // Expected cost, in any unit: of the nodes that are ready, the one at the head of the costliest
  // chain starts first.
  double weight = 1;
  // Called once, when the node starts.
  std::function<Async<Status>()> run;
};

enum class NodeState {
  kDone,
  kFailed,
  kSkipped,    // not started, because of a failure
  kCancelled,  // not started, or not finished, because the run was cancelled
};

struct NodeResult {
  NodeState state = NodeState::kCancelled;
  std::optional<Diagnostic> failure;   // of kFailed
  std::optional<std::size_t> because;  // of kSkipped: the failed node
};

enum class OnFailure {
  kStartNothingNew,  // what runs is finished
  kKeepGoing,        // all that does not need the failed node is done
};

struct SchedulerOptions {
  std::size_t builds = 3;  // how many at once; at least 1 each
  std::size_t pushes = 4;
  std::size_t others = 16;
  OnFailure on_failure = OnFailure::kStartNothingNew;
  CancelToken cancel;  // starts nothing new; running nodes watch it themselves
  std::function<void(std::size_t)> on_start;                        // may be null
  std::function<void(std::size_t, const NodeResult&)> on_finished;  // for every node; may be null
};

// Ends when nothing runs any more; the results stand in the order of the nodes. Everything happens
// on the caller's executor, which one thread runs. Nodes of equal standing start in the order of
// their indices. A node's exception counts as its failure. That `needs` has no cycle is the
// caller's promise.
Async<std::vector<NodeResult>> run_nodes(std::vector<Node> nodes, SchedulerOptions options);

}  // namespace tiltc::exec
