#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tiltc/interactive.h"

namespace tiltc::cli {

// Cuts lines that come one by one into pieces that can run: a bracket, a string or a block that is
// open waits for its end. A block ends with an empty line, or before a line that is not indented.
class InputPieces {
 public:
  // The pieces that end with this line, in order.
  std::vector<std::string> add(const std::string& line);
  // What is left when no line follows.
  std::string take_rest() { return std::exchange(open_, {}); }
  bool is_open() const { return !open_.empty(); }

 private:
  std::string open_;
};

}  // namespace tiltc::cli
