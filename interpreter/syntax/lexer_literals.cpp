#include <fmt/format.h>

#include <cstring>

#include "syntax/characters.h"
#include "syntax/keywords.h"
#include "syntax/lexer.h"

// Numbers and strings. Their values are computed later, by literals.h.
namespace tiltc::syntax {

void Lexer::skip_digits() {
  while (at_ < size_ && is(data_[at_], kDigit)) {
    ++at_;
  }
}

Token Lexer::number(std::uint32_t begin) {
  if (data_[at_] == '0') {
    switch (peek(1)) {
      case 'x':
      case 'X':
        return prefixed_number(begin, 16);
      case 'o':
      case 'O':
        return prefixed_number(begin, 8);
      case 'b':
      case 'B':
        return prefixed_number(begin, 2);
      default:
        break;
    }
  }
  return decimal_number(begin);
}

Token Lexer::prefixed_number(std::uint32_t begin, unsigned base) {
  at_ += 2;
  const std::uint32_t digits = at_;
  while (at_ < size_ && is(data_[at_], kHexDigit) &&
         (base == 16 || static_cast<unsigned>(data_[at_] - '0') < base)) {
    ++at_;
  }
  if (at_ == digits) {
    while (at_ < size_ && is(data_[at_], kIdentifierPart)) {
      ++at_;
    }
    return fail(begin, error("invalid-number",
                             fmt::format("a number of base {} has no digits of that base", base))
                           .at(span(begin, at_)));
  }
  return end_number(TokenKind::kInt, begin);
}

Token Lexer::decimal_number(std::uint32_t begin) {
  skip_digits();
  const std::uint32_t int_end = at_;
  bool is_float = false;
  if (peek() == '.') {
    is_float = true;
    ++at_;
    skip_digits();
  }
  if (peek() == 'e' || peek() == 'E') {
    is_float = true;
    if (!skip_exponent()) {
      return fail(begin, error("invalid-number", "the exponent of this number has no digits")
                             .at(span(begin, at_)));
    }
  }
  if (is_float) {
    return end_number(TokenKind::kFloat, begin);
  }
  const std::string_view digits(data_ + begin, int_end - begin);
  if (digits[0] == '0' && digits.find_first_not_of('0') != std::string_view::npos) {
    return fail(begin,
                error("invalid-number", fmt::format("`{}` begins with 0 but is not 0", digits))
                    .at(span(begin, at_))
                    .with_help(fmt::format("octal numbers are written 0o{}", digits.substr(1))));
  }
  return end_number(TokenKind::kInt, begin);
}

bool Lexer::skip_exponent() {
  ++at_;
  if (peek() == '+' || peek() == '-') {
    ++at_;
  }
  const std::uint32_t digits = at_;
  skip_digits();
  return at_ > digits;
}

// `1if x` is a number and a keyword; other letters directly behind a number are a mistake.
Token Lexer::end_number(TokenKind kind, std::uint32_t begin) {
  const std::uint32_t end = at_;
  while (at_ < size_ && is(data_[at_], kIdentifierPart)) {
    ++at_;
  }
  const std::string_view tail(data_ + end, at_ - end);
  if (tail.empty() || keyword_kind(tail) != TokenKind::kName) {
    at_ = end;
    return make(kind, begin);
  }
  Diagnostic diagnostic =
      error("invalid-number",
            fmt::format("`{}` is not a number", std::string_view(data_ + begin, at_ - begin)))
          .at(span(begin, at_));
  if (tail[0] == '_') {
    diagnostic.with_help("digits are not grouped with `_` in Starlark");
  }
  return fail(begin, std::move(diagnostic));
}

// r"", b"", rb"", br"" in any case of the letters? No: lower case only, as the specification has
// it.
std::optional<Token> Lexer::string_with_prefix(std::uint32_t begin) {
  const char first = data_[at_];
  if (first != 'r' && first != 'b') {
    return std::nullopt;
  }
  const bool two = (first == 'r' && peek(1) == 'b') || (first == 'b' && peek(1) == 'r');
  const std::uint32_t length = two ? 2 : 1;
  if (peek(length) != '"' && peek(length) != '\'') {
    return std::nullopt;
  }
  at_ += length;
  const bool bytes = two || first == 'b';
  const std::uint32_t raw = two || first == 'r' ? std::uint32_t{kRaw} : 0U;
  return string(bytes ? TokenKind::kBytes : TokenKind::kString, begin,
                raw | (length << kPrefixLengthShift));
}

Token Lexer::string(TokenKind kind, std::uint32_t begin, std::uint32_t form) {
  const char quote = data_[at_];
  if (peek(1) == quote && peek(2) == quote) {
    at_ += 3;
    return long_string(kind, begin, form | kTriple);
  }
  ++at_;
  return short_string(kind, begin, form);
}

Token Lexer::finish_string(TokenKind kind, std::uint32_t begin, std::uint32_t form) const {
  Token token = make(kind, begin);
  token.value = form;
  return token;
}

// Steps over a backslash and what it escapes; returns the bits that describe both.
std::uint32_t Lexer::skip_escaped() {
  ++at_;
  std::uint32_t bits = kHasBackslash;
  if (at_ < size_) {
    bits |= data_[at_] == '\r' ? std::uint32_t{kHasCarriageReturn} : 0U;
    at_ += data_[at_] == '\r' && peek(1) == '\n' ? 2 : 1;
  }
  return bits;
}

Token Lexer::short_string(TokenKind kind, std::uint32_t begin, std::uint32_t form) {
  const char quote = data_[at_ - 1];
  while (at_ < size_) {
    const char c = data_[at_];
    if (!is(c, kStringSpecial)) {
      ++at_;
    } else if (c == quote) {
      ++at_;
      return finish_string(kind, begin, form);
    } else if (c == '\\') {
      form |= skip_escaped();
    } else if (c == '\n' || c == '\r') {
      break;
    } else {
      ++at_;
    }
  }
  return fail(begin, error("unterminated-string", "this string is not closed on its line")
                         .at(span(begin, at_))
                         .with_help("strings of several lines stand between \"\"\" and \"\"\""));
}

Token Lexer::long_string(TokenKind kind, std::uint32_t begin, std::uint32_t form) {
  const char quote = data_[at_ - 1];
  while (at_ < size_) {
    const char c = data_[at_];
    if (!is(c, kStringSpecial)) {
      ++at_;
    } else if (c == quote && peek(1) == quote && peek(2) == quote) {
      at_ += 3;
      return finish_string(kind, begin, form);
    } else if (c == '\\') {
      form |= skip_escaped();
    } else {
      form |= c == '\r' ? std::uint32_t{kHasCarriageReturn} : 0U;
      ++at_;
    }
  }
  const std::uint32_t opener_end = begin + 3 + (form >> kPrefixLengthShift);
  return fail(begin, error("unterminated-string", "this string is never closed")
                         .at(span(begin, opener_end), "opened here"));
}

}  // namespace tiltc::syntax
