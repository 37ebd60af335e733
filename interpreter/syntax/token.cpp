#include "syntax/token.h"

#include <fmt/format.h>

namespace tiltc::syntax {
namespace {

constexpr std::string_view kDescriptions[] = {
#define TILTC_TOKEN_TEXT(name, text) text,
    TILTC_TOKENS(TILTC_TOKEN_TEXT)
#undef TILTC_TOKEN_TEXT
};

constexpr std::size_t kLongestQuoted = 40;

}  // namespace

std::string_view describe(TokenKind kind) {
  return kDescriptions[static_cast<std::size_t>(kind)];
}

std::string describe(const Token& token, std::string_view source) {
  const std::string_view text = source.substr(token.begin, token.end - token.begin);
  switch (token.kind) {
    case TokenKind::kName:
    case TokenKind::kInt:
    case TokenKind::kFloat:
      return text.size() > kLongestQuoted ? std::string(describe(token.kind))
                                          : fmt::format("`{}`", text);
    case TokenKind::kReserved:
      return fmt::format("the reserved word `{}`", text);
    default:
      return std::string(describe(token.kind));
  }
}

}  // namespace tiltc::syntax
