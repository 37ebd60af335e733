#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tiltc {

// Where the time of an evaluation went, by call stack: Starlark's functions and native ones. Give it to
// an Engine (Options::profile); an engine without one measures nothing. Exact, not sampled: the clock is
// read at every call and return. Used by the thread that evaluates.
class Profile {
 public:
  using Clock = std::function<std::int64_t()>;  // nanoseconds since any moment, never less than before

  Profile();
  explicit Profile(Clock clock);

  // The interpreter says: a function is called, which `key` identifies for as long as the profile lives;
  // the innermost call returns. `describe` is asked at once for the name that stacks show, if it is not
  // known yet.
  void enter(const void* key, const void* callee, std::string (*describe)(const void* callee));
  void leave();

  // One line a stack, `outer;inner microseconds`, sorted: what flame-graph tools call folded. Stacks whose
  // own time is less than half a microsecond are left out.
  std::string folded() const;

 private:
  // A node of the tree of calls; 0 is the root.
  struct Node {
    std::uint32_t parent = 0;
    std::uint32_t depth = 0;
    std::string name;
    std::int64_t own_nanoseconds = 0;
  };
  struct Edge {
    std::uint32_t parent;
    const void* key;
    bool operator==(const Edge&) const = default;
  };
  struct EdgeHash {
    std::size_t operator()(const Edge& edge) const;
  };

  void charge();
  std::string stack_of(const Node& node) const;

  Clock clock_;
  std::vector<Node> nodes_{Node{}};
  std::unordered_map<Edge, std::uint32_t, EdgeHash> children_;
  std::uint32_t current_ = 0;
  std::uint32_t deeper_ = 0;  // calls below the deepest node that is kept
  std::int64_t last_ = 0;
};

}  // namespace tiltc
