#include "tiltc/profile.h"

#include <algorithm>
#include <chrono>

namespace tiltc {

namespace {

// Of a runaway recursion the first calls tell enough; what is below counts as theirs.
constexpr std::uint32_t kMaxDepth = 200;
constexpr std::int64_t kNanosecondsPerMicrosecond = 1'000;

std::int64_t steady_nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Folded stacks separate frames by `;` and lines by line breaks.
std::string frame_name(std::string name) {
  for (char& c : name) {
    c = c == ';' || c == '\n' ? '_' : c;
  }
  return name;
}

}  // namespace

std::size_t Profile::EdgeHash::operator()(const Edge& edge) const {
  return std::hash<const void*>()(edge.key) * 31U + edge.parent;
}

Profile::Profile() : Profile(&steady_nanoseconds) {}
Profile::Profile(Clock clock) : clock_(std::move(clock)), last_(clock_()) {}

// The time since the last call or return belongs to the innermost call. Outside calls it is
// nobody's.
void Profile::charge() {
  const std::int64_t now = clock_();
  nodes_[current_].own_nanoseconds += now - last_;
  last_ = now;
}

void Profile::enter(const void* key, const void* callee, std::string (*describe)(const void*)) {
  charge();
  if (deeper_ > 0 || nodes_[current_].depth == kMaxDepth) {
    ++deeper_;
    return;
  }
  const auto [place, is_new] =
      children_.emplace(Edge{current_, key}, static_cast<std::uint32_t>(nodes_.size()));
  if (is_new) {
    nodes_.push_back({current_, nodes_[current_].depth + 1, frame_name(describe(callee)), 0});
  }
  current_ = place->second;
}

void Profile::leave() {
  charge();
  if (deeper_ > 0) {
    --deeper_;
  } else {
    current_ = nodes_[current_].parent;
  }
}

std::string Profile::stack_of(const Node& node) const {
  return node.parent == 0 ? node.name : stack_of(nodes_[node.parent]) + ";" + node.name;
}

std::string Profile::folded() const {
  std::vector<std::string> lines;
  for (std::size_t i = 1; i < nodes_.size(); ++i) {
    const std::int64_t microseconds =
        (nodes_[i].own_nanoseconds + kNanosecondsPerMicrosecond / 2) / kNanosecondsPerMicrosecond;
    if (microseconds > 0) {
      lines.push_back(stack_of(nodes_[i]) + " " + std::to_string(microseconds) + "\n");
    }
  }
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& line : lines) {
    out += line;
  }
  return out;
}

}  // namespace tiltc
