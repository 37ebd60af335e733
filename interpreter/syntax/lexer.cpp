#include "syntax/lexer.h"

#include <fmt/format.h>

#include "syntax/characters.h"
#include "syntax/foreign.h"
#include "syntax/keywords.h"

namespace tiltc::syntax {
namespace {

constexpr std::uint32_t kTabWidth = 8;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Blanks and marks that a message had better name by number.
bool is_visible(std::uint32_t c) {
  const bool is_control = c <= 0x20 || (c >= 0x7F && c <= 0xA0);
  const bool is_blank = (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) ||
                        c == 0x2060 || c == 0x3000 || c == 0xFEFF;
  return !is_control && !is_blank;
}

bool is_line_break(char c) {
  return c == '\n' || c == '\r';
}

}  // namespace

Lexer::Lexer(SourcePtr source, SymbolTable& symbols)
    : source_(std::move(source)),
      data_(source_->text().data()),
      size_(static_cast<std::uint32_t>(source_->text().size())),
      symbols_(symbols) {
  if (source_->text().substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    at_ = static_cast<std::uint32_t>(kByteOrderMark.size());
  }
}

Token Lexer::make(TokenKind kind, std::uint32_t begin) const {
  return {kind, false, begin, at_, 0};
}

Token Lexer::fail(std::uint32_t begin, Diagnostic diagnostic) {
  error_ = std::move(diagnostic);
  return make(TokenKind::kError, begin);
}

Diagnostic Lexer::take_error() {
  Diagnostic taken = std::move(*error_);
  error_.reset();
  return taken;
}

Token Lexer::next() {
  if (at_line_start_) {
    if (const std::optional<Token> token = line_start()) {
      return *token;
    }
  }
  if (pending_dedents_ > 0) {
    --pending_dedents_;
    return make(TokenKind::kDedent, at_);
  }
  const bool first_on_line = skip_blanks();
  if (at_ >= size_) {
    return end_of_file();
  }
  const std::uint32_t begin = at_;
  if (is_line_break(data_[at_])) {
    skip_line_break();
    at_line_start_ = true;
    line_has_tokens_ = false;
    return {TokenKind::kNewline, false, begin, begin, 0};
  }
  line_has_tokens_ = true;
  Token token = token_at(begin);
  token.first_on_line = first_on_line;
  return token;
}

void Lexer::skip_line_break() {
  at_ += peek() == '\r' && peek(1) == '\n' ? 2 : 1;
}

void Lexer::skip_comment() {
  while (at_ < size_ && !is(data_[at_], kCommentEnd)) {
    ++at_;
  }
}

bool Lexer::skip_blanks() {
  bool crossed = false;
  for (; at_ < size_;) {
    const char c = data_[at_];
    if (c == ' ' || c == '\t') {
      ++at_;
    } else if (c == '#') {
      skip_comment();
    } else if (c == '\\' && is_line_break(peek(1))) {
      ++at_;
      skip_line_break();
    } else if (brackets_ > 0 && is_line_break(c)) {
      skip_line_break();
      crossed = true;
    } else {
      break;
    }
  }
  return crossed;
}

std::uint32_t Lexer::measure_indentation() {
  std::uint32_t column = 0;
  for (; at_ < size_; ++at_) {
    if (data_[at_] == ' ') {
      ++column;
    } else if (data_[at_] == '\t') {
      column += kTabWidth - column % kTabWidth;
    } else {
      break;
    }
  }
  return column;
}

// Skips lines without tokens, then says how the indentation of the next one differs.
std::optional<Token> Lexer::line_start() {
  std::uint32_t column = measure_indentation();
  while (at_ < size_ && (data_[at_] == '#' || is_line_break(data_[at_]))) {
    skip_comment();
    if (at_ < size_) {
      skip_line_break();
    }
    column = measure_indentation();
  }
  at_line_start_ = false;
  return at_ < size_ ? change_indentation(column, at_) : std::nullopt;
}

std::optional<Token> Lexer::change_indentation(std::uint32_t column, std::uint32_t begin) {
  if (column > indents_.back()) {
    indents_.push_back(column);
    return make(TokenKind::kIndent, begin);
  }
  while (column < indents_.back()) {
    indents_.pop_back();
    ++pending_dedents_;
  }
  if (column == indents_.back()) {
    return std::nullopt;
  }
  // Taken as one more line of the innermost block that it left, so that one error is all.
  const std::uint32_t outer = indents_.back();
  indents_.push_back(column);
  --pending_dedents_;
  Diagnostic diagnostic =
      error("inconsistent-indentation", "this line's indentation matches no block above")
          .at(span(begin, begin + 1), fmt::format("{} columns deep", column))
          .note(fmt::format("the block around it is {} columns deep", outer))
          .with_help("indent it exactly as the other lines of its block");
  if (is_indented_by_tab(begin)) {
    diagnostic.note(std::string(kTabNote));
  }
  return fail(begin, std::move(diagnostic));
}

bool Lexer::is_indented_by_tab(std::uint32_t begin) const {
  while (begin > 0 && !is_line_break(data_[begin - 1])) {
    if (data_[--begin] == '\t') {
      return true;
    }
  }
  return false;
}

Token Lexer::end_of_file() {
  if (line_has_tokens_ && brackets_ == 0) {
    line_has_tokens_ = false;
    return make(TokenKind::kNewline, at_);
  }
  if (indents_.size() > 1) {
    indents_.pop_back();
    return make(TokenKind::kDedent, at_);
  }
  return make(TokenKind::kEnd, at_);
}

std::uint32_t Lexer::column_of(const Token& token) const {
  std::uint32_t line = token.begin;
  while (line > 0 && !is_line_break(data_[line - 1])) {
    --line;
  }
  std::uint32_t column = 0;
  for (; line < token.begin; ++line) {
    column += data_[line] == '\t' ? kTabWidth - column % kTabWidth : 1;
  }
  return column;
}

void Lexer::restart_line(const Token& token) {
  at_ = token.begin;
  while (at_ > 0 && !is_line_break(data_[at_ - 1])) {
    --at_;
  }
  brackets_ = 0;
  at_line_start_ = true;
  line_has_tokens_ = false;
}

Token Lexer::token_at(std::uint32_t begin) {
  const char c = data_[at_];
  if (is(c, kIdentifierStart)) {
    if (const std::optional<Token> token = string_with_prefix(begin)) {
      return *token;
    }
    return name_or_keyword(begin);
  }
  if (is(c, kDigit) || (c == '.' && is(peek(1), kDigit))) {
    return number(begin);
  }
  switch (c) {
    case '"':
    case '\'':
      return string(TokenKind::kString, begin, 0);
    case '(':
      return bracket(TokenKind::kLeftParen, begin, 1);
    case '[':
      return bracket(TokenKind::kLeftBracket, begin, 1);
    case '{':
      return bracket(TokenKind::kLeftBrace, begin, 1);
    case ')':
      return bracket(TokenKind::kRightParen, begin, -1);
    case ']':
      return bracket(TokenKind::kRightBracket, begin, -1);
    case '}':
      return bracket(TokenKind::kRightBrace, begin, -1);
    case ',':
      return single(TokenKind::kComma, begin);
    case ':':
      return single(TokenKind::kColon, begin);
    case '.':
      return single(TokenKind::kDot, begin);
    default:
      return operator_token(begin);
  }
}

// The usual operators of one character that begin no longer one.
Token Lexer::single(TokenKind kind, std::uint32_t begin) {
  ++at_;
  return make(kind, begin);
}

Token Lexer::bracket(TokenKind kind, std::uint32_t begin, int change) {
  ++at_;
  if (change > 0) {
    ++brackets_;
  } else if (brackets_ > 0) {
    --brackets_;
  }
  return make(kind, begin);
}

Token Lexer::name_or_keyword(std::uint32_t begin) {
  std::uint32_t hash = kHashSeed;
  bool wide = false;
  while (at_ < size_ && is(data_[at_], kIdentifierPart)) {
    hash = hash_step(hash, data_[at_]);
    wide |= static_cast<unsigned char>(data_[at_]) >= 0x80;
    ++at_;
  }
  const std::string_view text(data_ + begin, at_ - begin);
  Token token = make(keyword_kind(text), begin);
  if (wide) {
    return check_wide_name(begin, token);
  }
  if (token.kind == TokenKind::kName) {
    token.value = static_cast<std::uint32_t>(symbols_.intern(text, hash));
  }
  return token;
}

// A name with bytes beyond ASCII ends where its letters end.
Token Lexer::check_wide_name(std::uint32_t begin, Token token) {
  std::uint32_t hash = kHashSeed;
  std::uint32_t i = begin;
  while (i < token.end) {
    const CodePoint c = decode_utf8({data_ + i, token.end - i});
    if (c.value >= 0x80 && !is_name_code_point(c.value)) {
      break;
    }
    for (const std::uint32_t stop = i + c.length; i < stop; ++i) {
      hash = hash_step(hash, data_[i]);
    }
  }
  at_ = i;
  if (i == begin) {
    return unexpected_character(begin);
  }
  token.end = i;
  token.value = static_cast<std::uint32_t>(symbols_.intern({data_ + begin, i - begin}, hash));
  return token;
}

Token Lexer::unexpected_character(std::uint32_t begin) {
  const CodePoint c = decode_utf8({data_ + begin, size_ - begin});
  at_ = begin + c.length;
  const std::string_view text(data_ + begin, c.length);
  if (c.value == kInvalidCodePoint) {
    return fail(begin,
                error("invalid-character", fmt::format("byte 0x{:02x} is not UTF-8 text",
                                                       static_cast<unsigned char>(data_[begin])))
                    .at(span(begin, at_)));
  }
  Diagnostic diagnostic =
      error("invalid-character", is_visible(c.value)
                                     ? fmt::format("unexpected character `{}`", text)
                                     : fmt::format("unexpected character U+{:04X}", c.value))
          .at(span(begin, at_));
  diagnostic.with_help(std::string(help_for_character(c.value)));
  return fail(begin, std::move(diagnostic));
}

namespace {

struct OperatorText {
  std::string_view text;
  TokenKind kind;
};

// Of one first character the longest comes first.
constexpr OperatorText kOperators[] = {
    {"+=", TokenKind::kPlusEqual},
    {"+", TokenKind::kPlus},
    {"-=", TokenKind::kMinusEqual},
    {"-", TokenKind::kMinus},
    {"**", TokenKind::kStarStar},
    {"*=", TokenKind::kStarEqual},
    {"*", TokenKind::kStar},
    {"//=", TokenKind::kSlashSlashEqual},
    {"//", TokenKind::kSlashSlash},
    {"/=", TokenKind::kSlashEqual},
    {"/", TokenKind::kSlash},
    {"%=", TokenKind::kPercentEqual},
    {"%", TokenKind::kPercent},
    {"&=", TokenKind::kAmpersandEqual},
    {"&", TokenKind::kAmpersand},
    {"|=", TokenKind::kPipeEqual},
    {"|", TokenKind::kPipe},
    {"^=", TokenKind::kCircumflexEqual},
    {"^", TokenKind::kCircumflex},
    {"<<=", TokenKind::kLessLessEqual},
    {"<<", TokenKind::kLessLess},
    {"<=", TokenKind::kLessEqual},
    {"<", TokenKind::kLess},
    {">>=", TokenKind::kGreaterGreaterEqual},
    {">>", TokenKind::kGreaterGreater},
    {">=", TokenKind::kGreaterEqual},
    {">", TokenKind::kGreater},
    {"==", TokenKind::kEqualEqual},
    {"=", TokenKind::kEqual},
    {"!=", TokenKind::kNotEqual},
    {"~", TokenKind::kTilde},
    {";", TokenKind::kSemicolon},
};

// Where in kOperators those of a first character begin; the size of the table where there are none.
constexpr std::array<std::uint8_t, 128> make_operator_index() {
  std::array<std::uint8_t, 128> index{};
  for (std::uint8_t& slot : index) {
    slot = static_cast<std::uint8_t>(std::size(kOperators));
  }
  for (std::size_t i = std::size(kOperators); i-- > 0;) {
    index[static_cast<unsigned char>(kOperators[i].text[0])] = static_cast<std::uint8_t>(i);
  }
  return index;
}
constexpr std::array<std::uint8_t, 128> kOperatorIndex = make_operator_index();

}  // namespace

Token Lexer::operator_token(std::uint32_t begin) {
  const char first = data_[begin];
  const std::string_view rest(data_ + begin, size_ - begin);
  for (std::size_t i = kOperatorIndex[static_cast<unsigned char>(first) & 0x7FU];
       i < std::size(kOperators) && kOperators[i].text[0] == first; ++i) {
    if (rest.substr(0, kOperators[i].text.size()) == kOperators[i].text) {
      at_ += static_cast<std::uint32_t>(kOperators[i].text.size());
      return make(kOperators[i].kind, begin);
    }
  }
  if (first == '\\') {
    ++at_;
    return fail(begin,
                error("invalid-character", "a backslash continues a line only at its very end")
                    .at(span(begin, at_)));
  }
  return unexpected_character(begin);
}

}  // namespace tiltc::syntax
