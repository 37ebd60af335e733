#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace re2 {
class RE2;
}

namespace tiltc::testkit {

// A regular expression of a user (RE2's syntax), searched in texts in linear time. Immutable.
class Pattern {
 public:
  // The error says what is wrong with the expression, without a place.
  static Result<Pattern> parse(const std::string& text);
  Pattern(Pattern&&) noexcept;
  ~Pattern();

  bool is_found_in(std::string_view text) const;

 private:
  explicit Pattern(std::unique_ptr<const re2::RE2> expression);
  std::unique_ptr<const re2::RE2> expression_;
};

}  // namespace tiltc::testkit
