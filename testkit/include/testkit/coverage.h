#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tiltc/engine.h"

namespace tiltc::testkit {

// Which lines of which files ran. A line counts when a statement begins on it. Used by one thread at a time.
class Coverage {
 public:
  void add(const std::vector<FileCoverage>& files);
  void add(const Coverage& other);
  bool empty() const { return lines_.empty(); }

  // A line a file, `80.0%  PATH  not run: 3, 7-9`, sorted by path, and the total.
  std::string summary() const;
  // The form of `lcov`, which code hosts and editors read.
  std::string lcov() const;

 private:
  std::map<std::string, std::map<std::uint32_t, std::uint64_t>> lines_;  // runs by path and line
};

}  // namespace tiltc::testkit
