#include "format/code_tokens.h"

#include <algorithm>
#include <string_view>

#include "syntax/lexer.h"

namespace tiltc::format {

namespace {

using syntax::TokenKind;

constexpr std::uint32_t kTabWidth = 8;
constexpr std::size_t kBytesPerToken = 4;

std::vector<std::uint32_t> find_line_starts(std::string_view text) {
  std::vector<std::uint32_t> starts{0};
  for (std::size_t i = text.find_first_of("\r\n"); i != std::string_view::npos;
       i = text.find_first_of("\r\n", i)) {
    i += text.substr(i, 2) == "\r\n" ? 2 : 1;
    starts.push_back(static_cast<std::uint32_t>(i));
  }
  return starts;
}

bool is_layout(TokenKind kind) {
  return kind == TokenKind::kNewline || kind == TokenKind::kIndent || kind == TokenKind::kDedent;
}

// Walks the tokens of the lexer and what lies between them.
class Reader {
 public:
  explicit Reader(CodeTokens& code) : text_(code.text), code_(code) {}

  void add(const syntax::Token& token) {
    read_gap(token.begin);
    skip_lines(token.begin);
    CodeToken entry{token, line_, line_, 0};
    skip_lines(token.end);
    entry.end_line = line_;
    pair_brackets(entry);
    code_.tokens.push_back(entry);
    behind_ = token.end;
  }

 private:
  // Comments between the last token and `end`.
  void read_gap(std::uint32_t end) {
    while (true) {
      const std::size_t hash = text_.substr(0, end).find('#', behind_);
      if (hash == std::string_view::npos) {
        return;
      }
      add_comment(static_cast<std::uint32_t>(hash));
    }
  }

  void add_comment(std::uint32_t begin) {
    skip_lines(begin);
    std::size_t end = std::min(text_.find_first_of("\r\n", begin), text_.size());
    behind_ = static_cast<std::uint32_t>(end);
    while (text_[end - 1] == ' ' || text_[end - 1] == '\t') {
      --end;
    }
    const bool own_line = code_.tokens.empty() || code_.tokens.back().end_line != line_;
    code_.comments.push_back(
        {begin, static_cast<std::uint32_t>(end), line_, code_.column_at(begin), own_line});
  }

  void skip_lines(std::uint32_t offset) {
    while (line_ + 1 < code_.line_starts.size() && code_.line_starts[line_ + 1] <= offset) {
      ++line_;
    }
  }

  void pair_brackets(CodeToken& entry) {
    const auto index = static_cast<std::uint32_t>(code_.tokens.size());
    switch (entry.token.kind) {
      case TokenKind::kLeftParen:
      case TokenKind::kLeftBracket:
      case TokenKind::kLeftBrace:
        open_.push_back(index);
        break;
      case TokenKind::kRightParen:
      case TokenKind::kRightBracket:
      case TokenKind::kRightBrace:
        entry.partner = open_.back();
        code_.tokens[open_.back()].partner = index;
        open_.pop_back();
        break;
      default:
        break;
    }
  }

  std::string_view text_;
  CodeTokens& code_;
  std::vector<std::uint32_t> open_;
  std::uint32_t line_ = 0;
  std::uint32_t behind_ = 0;  // what comes before is read
};

}  // namespace

std::uint32_t CodeTokens::line_at(std::uint32_t offset) const {
  const auto next = std::upper_bound(line_starts.begin(), line_starts.end(), offset);
  return static_cast<std::uint32_t>(next - line_starts.begin()) - 1;
}

std::uint32_t CodeTokens::column_at(std::uint32_t offset) const {
  std::uint32_t column = 0;
  for (std::uint32_t i = line_starts[line_at(offset)]; i < offset; ++i) {
    column += text[i] == '\t' ? kTabWidth - column % kTabWidth : 1;
  }
  return column;
}

CodeTokens read_code_tokens(const SourcePtr& source) {
  CodeTokens code;
  code.text = source->text();
  code.line_starts = find_line_starts(source->text());
  code.tokens.reserve(source->text().size() / kBytesPerToken + 16);
  std::vector<std::string_view> names;
  syntax::SymbolTable symbols(names);
  syntax::Lexer lexer(source, symbols);
  Reader reader(code);
  for (syntax::Token token = lexer.next();; token = lexer.next()) {
    if (is_layout(token.kind)) {
      continue;
    }
    reader.add(token);
    if (token.kind == TokenKind::kEnd) {
      return code;
    }
  }
}

}  // namespace tiltc::format
