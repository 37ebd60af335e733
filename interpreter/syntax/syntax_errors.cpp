#include <algorithm>
#include <array>

#include "tiltc/engine.h"

namespace tiltc {

// The codes of the lexer, and of the parser where it cannot go on.
bool is_syntax_error(const Diagnostic& diagnostic) {
  constexpr std::array<std::string_view, 16> kCodes = {
      "chained-comparison", "empty-load",
      "file-too-large",     "inconsistent-indentation",
      "invalid-character",  "invalid-escape",
      "invalid-load-name",  "invalid-number",
      "missing-block",      "nesting-too-deep",
      "reserved-word",      "trailing-comma",
      "unclosed-bracket",   "unexpected-indentation",
      "unexpected-token",   "unterminated-string"};
  return diagnostic.stack.empty() &&
         std::find(kCodes.begin(), kCodes.end(), diagnostic.code) != kCodes.end();
}

}  // namespace tiltc
