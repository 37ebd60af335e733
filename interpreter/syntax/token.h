#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "syntax/ast.h"

namespace tiltc::syntax {

// Every kind of token: its name, and how messages write it. Keywords stand between kAnd and kWhile.
#define TILTC_TOKENS(X)            \
  X(kEnd, "end of file")           \
  X(kNewline, "end of line")       \
  X(kIndent, "an indented line")   \
  X(kDedent, "an unindented line") \
  X(kError, "an error")            \
  X(kName, "a name")               \
  X(kInt, "a number")              \
  X(kFloat, "a number")            \
  X(kString, "a string")           \
  X(kBytes, "a bytes literal")     \
  X(kPlus, "`+`")                  \
  X(kMinus, "`-`")                 \
  X(kStar, "`*`")                  \
  X(kSlash, "`/`")                 \
  X(kSlashSlash, "`//`")           \
  X(kPercent, "`%`")               \
  X(kAmpersand, "`&`")             \
  X(kPipe, "`|`")                  \
  X(kCircumflex, "`^`")            \
  X(kLessLess, "`<<`")             \
  X(kGreaterGreater, "`>>`")       \
  X(kTilde, "`~`")                 \
  X(kStarStar, "`**`")             \
  X(kDot, "`.`")                   \
  X(kComma, "`,`")                 \
  X(kSemicolon, "`;`")             \
  X(kColon, "`:`")                 \
  X(kLeftParen, "`(`")             \
  X(kRightParen, "`)`")            \
  X(kLeftBracket, "`[`")           \
  X(kRightBracket, "`]`")          \
  X(kLeftBrace, "`{`")             \
  X(kRightBrace, "`}`")            \
  X(kLess, "`<`")                  \
  X(kGreater, "`>`")               \
  X(kLessEqual, "`<=`")            \
  X(kGreaterEqual, "`>=`")         \
  X(kEqualEqual, "`==`")           \
  X(kNotEqual, "`!=`")             \
  X(kEqual, "`=`")                 \
  X(kPlusEqual, "`+=`")            \
  X(kMinusEqual, "`-=`")           \
  X(kStarEqual, "`*=`")            \
  X(kSlashEqual, "`/=`")           \
  X(kSlashSlashEqual, "`//=`")     \
  X(kPercentEqual, "`%=`")         \
  X(kAmpersandEqual, "`&=`")       \
  X(kPipeEqual, "`|=`")            \
  X(kCircumflexEqual, "`^=`")      \
  X(kLessLessEqual, "`<<=`")       \
  X(kGreaterGreaterEqual, "`>>=`") \
  X(kAnd, "`and`")                 \
  X(kBreak, "`break`")             \
  X(kContinue, "`continue`")       \
  X(kDef, "`def`")                 \
  X(kElif, "`elif`")               \
  X(kElse, "`else`")               \
  X(kFor, "`for`")                 \
  X(kIf, "`if`")                   \
  X(kIn, "`in`")                   \
  X(kLambda, "`lambda`")           \
  X(kLoad, "`load`")               \
  X(kNot, "`not`")                 \
  X(kOr, "`or`")                   \
  X(kPass, "`pass`")               \
  X(kReturn, "`return`")           \
  X(kWhile, "`while`")             \
  X(kReserved, "a reserved word")

enum class TokenKind : std::uint8_t {
#define TILTC_TOKEN_KIND(name, text) name,
  TILTC_TOKENS(TILTC_TOKEN_KIND)
#undef TILTC_TOKEN_KIND
};

// What a string literal is made of; bits of Token::value of kString and kBytes.
enum StringForm : std::uint32_t {
  kRaw = 1U,
  kTriple = 2U,
  kHasBackslash = 4U,
  kHasCarriageReturn = 8U,
  kPrefixLengthShift = 4U,  // length of `r`, `b` or `rb`
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  bool first_on_line = false;  // inside brackets only: nothing but blanks stands before it
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t value = 0;  // kName: SymbolId; strings: StringForm
};

inline bool is_keyword(TokenKind kind) {
  return kind >= TokenKind::kAnd && kind <= TokenKind::kReserved;
}

inline bool is_closing_bracket(TokenKind kind) {
  return kind == TokenKind::kRightParen || kind == TokenKind::kRightBracket ||
         kind == TokenKind::kRightBrace;
}

// "`)`", "a name": for messages about what is expected.
std::string_view describe(TokenKind kind);

// "`foo`", "end of line": for messages about what was found. `source` is the text of the file.
std::string describe(const Token& token, std::string_view source);

}  // namespace tiltc::syntax
