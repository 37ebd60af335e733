#include "format/formatter.h"

#include "format/quotes.h"

namespace tiltc::format {

using syntax::TokenKind;

namespace {

bool begins_operand(TokenKind kind) {
  switch (kind) {
    case TokenKind::kName:
    case TokenKind::kInt:
    case TokenKind::kFloat:
    case TokenKind::kString:
    case TokenKind::kBytes:
    case TokenKind::kLeftParen:
    case TokenKind::kLeftBracket:
    case TokenKind::kLeftBrace:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string Formatter::run() {
  printer_.reserve(code_.text.size() + code_.text.size() / 8);
  statements(tree_.functions[0].body);
  return printer_.take();
}

// Whether a comment stands before the next token.
bool Formatter::comment_waits() const {
  return comment_ < code_.comments.size() && code_.comments[comment_].begin < current().token.begin;
}

std::string_view Formatter::take_comment() {
  const Comment& comment = code_.comments[comment_++];
  last_line_ = comment.line;
  return code_.text.substr(comment.begin, comment.end - comment.begin);
}

// The comments before the next token, each on a line of its own.
void Formatter::comments_above() {
  while (comment_waits()) {
    printer_.write(take_comment());
    printer_.end_line();
  }
}

void Formatter::emit() {
  emit("", "");
}

void Formatter::emit(std::string_view before, std::string_view after) {
  const Indented hanging(printer_, break_at_comments() ? kIndentation : 0);
  while (comment_waits()) {
    printer_.comment_behind(take_comment());
  }
  printer_.write(before);
  const syntax::Token& token = current().token;
  const std::string_view text = code_.text.substr(token.begin, token.end - token.begin);
  if (token.kind == TokenKind::kString || token.kind == TokenKind::kBytes) {
    literal_.clear();
    append_quoted(literal_, text, token);
    printer_.write(literal_);
  } else {
    printer_.write(text);
  }
  printer_.write(after);
  skip();
}

// Where a comment stands inside brackets and no rule has broken the line, the line is broken there
// for its sake, unless the next token may not begin one: then the comment goes behind the code.
// True when the token shall be indented for that.
bool Formatter::break_at_comments() {
  const TokenKind next = current().token.kind;
  const bool interrupted = comment_waits() || printer_.has_waiting_comments();
  if (!interrupted || bracket_depth_ == 0 ||
      !(begins_operand(next) || syntax::is_closing_bracket(next))) {
    return false;
  }
  printer_.end_line();
  const Indented indented(printer_, kIndentation);
  comments_above();
  return !syntax::is_closing_bracket(next);
}

// Steps over the token and the comment behind it.
void Formatter::skip() {
  last_line_ = current().end_line;
  ++at_;
  while (comment_waits() && !code_.comments[comment_].own_line) {
    printer_.comment_behind(take_comment());
  }
}

bool Formatter::is_broken(std::uint32_t left_end, std::uint32_t right_begin) const {
  return code_.line_at(left_end - 1) != code_.line_at(right_begin);
}

// Outside brackets a line goes on behind a backslash, which no comment may follow.
void Formatter::break_line(std::string_view otherwise) {
  if (bracket_depth_ == 0 && printer_.has_waiting_comments()) {
    printer_.write(otherwise);
    return;
  }
  if (bracket_depth_ == 0) {
    printer_.write(" \\");
  }
  printer_.end_line();
  comments_above();
}

}  // namespace tiltc::format
