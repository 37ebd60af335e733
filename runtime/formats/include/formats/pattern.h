#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiltc {

// A regular expression by which people select objects: found anywhere in the text, in any case.
// Matching takes time in proportion to the text, whatever users write. May be used from any thread.
class Pattern {
 public:
  // The empty pattern matches everything. Fails on what is no regular expression; `field` says what
  // is meant: "kind".
  static Result<Pattern> compile(std::string_view field, const std::string& expression);

  bool matches(std::string_view text) const;
  bool matches_all() const { return state_ == nullptr; }

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace tiltc
