#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiltc {

// Major, minor and patch number.
using Version = std::array<int, 3>;

// Which versions a constraint allows: ">=0.33.0 <1.0.0 || 2.x". A blank means and, `||` means or;
// the comparisons are `<`, `<=`, `>`, `>=`, `=`, `==`, `!`, `!=`; numbers left out are 0, and `x`
// stands for any.
class VersionRange {
 public:
  static Result<VersionRange> parse(std::string_view text);

  bool contains(const Version& version) const;

 private:
  // A half-open interval [low, high), or all but it.
  struct Part {
    Version low, high;
    bool is_excluded = false;
  };
  static Result<Part> parse_part(std::string_view text);

  std::vector<std::vector<Part>> alternatives_;  // of each, all parts must hold
};

// "0.37.5"
std::string version_text(const Version& version);

}  // namespace tiltc
