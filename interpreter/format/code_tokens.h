#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "syntax/token.h"

namespace tiltc::format {

struct CodeToken {
  syntax::Token token;
  std::uint32_t line = 0;      // where it begins, from 0
  std::uint32_t end_line = 0;  // where it ends: strings may have several lines
  std::uint32_t partner = 0;   // of a bracket: the index of the one that closes or opens it
};

struct Comment {
  std::uint32_t begin = 0;  // at its `#`
  std::uint32_t end = 0;    // trailing blanks are no part of it
  std::uint32_t line = 0;
  std::uint32_t column = 0;  // see CodeTokens::column_at
  bool own_line = false;     // no token stands before it on its line
};

// A correct file as a formatter sees it: all tokens that are written in it, then a kEnd; all
// comments; where lines begin. Line ends and indentation are layout and no tokens here. Borrows the
// source's text.
struct CodeTokens {
  std::string_view text;
  std::vector<CodeToken> tokens;
  std::vector<Comment> comments;
  std::vector<std::uint32_t> line_starts;

  std::uint32_t line_at(std::uint32_t offset) const;
  // From 0, as indentation is measured: in bytes, tabs to multiples of 8.
  std::uint32_t column_at(std::uint32_t offset) const;
};

CodeTokens read_code_tokens(const SourcePtr& source);

}  // namespace tiltc::format
