#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "syntax/ast.h"

namespace tiltc::lint {

// Which warnings a file does not want, by its comments:
//
//   x = f()  # tiltc: allow(unused-name)      this statement; several names with commas between
//   # tiltc: allow(unused-name)               the statement below
//   # tiltc: allow-file(unused-name)          the whole file
class Silence {
 public:
  // Names that are no warning's are told to `diagnostics`.
  Silence(const syntax::Tree& tree, Diagnostics& diagnostics);

  bool covers(const Diagnostic& warning) const;

 private:
  struct Lines {
    std::string code;
    std::uint32_t first = 0, last = 0;
  };
  void read_comment(std::uint32_t begin, std::string_view comment, Diagnostics& diagnostics);
  void allow(std::string_view name, std::uint32_t offset, bool file, Diagnostics& diagnostics);
  std::pair<std::uint32_t, std::uint32_t> statement_lines(std::uint32_t line) const;
  void note_statements();

  const syntax::Tree& tree_;
  std::vector<Lines> silenced_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> statements_;  // lines of simple ones
};

}  // namespace tiltc::lint
