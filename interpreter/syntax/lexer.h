#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "syntax/symbols.h"
#include "syntax/token.h"

namespace tiltc::syntax {

// Said of lines whose indentation is wrong and has tabs in it.
inline constexpr std::string_view kTabNote = "a tab goes on to the next multiple of 8 columns";

// Cuts a source into tokens, one at a time. Knows brackets (no line ends inside them) and
// indentation. Never stops early: after an error token it goes on behind the bad text. Borrows
// source and symbols.
class Lexer {
 public:
  Lexer(SourcePtr source, SymbolTable& symbols);

  Token next();

  // Why the last token was kError.
  Diagnostic take_error();

  // Starts again at the line of `token`, as if no bracket were open: how the parser goes on after a
  // bracket that is never closed. `token` must be first on its line.
  void restart_line(const Token& token);

  bool in_brackets() const { return brackets_ > 0; }
  // The column (from 0, tabs to multiples of 8) of a token that is first on its line.
  std::uint32_t column_of(const Token& token) const;
  std::uint32_t indentation() const { return indents_.back(); }
  // Whether a tab stands before the first token of a line.
  bool is_indented_by_tab(std::uint32_t first_token) const;

 private:
  char peek(std::uint32_t ahead = 0) const {
    return at_ + ahead < size_ ? data_[at_ + ahead] : '\0';
  }
  Token make(TokenKind kind, std::uint32_t begin) const;
  Token fail(std::uint32_t begin, Diagnostic diagnostic);
  Span span(std::uint32_t begin, std::uint32_t end) const { return {source_, begin, end}; }

  // Blanks, comments, continuations; inside brackets line breaks too. Whether a line break was
  // crossed.
  bool skip_blanks();
  void skip_comment();
  void skip_line_break();
  std::optional<Token> line_start();
  std::optional<Token> change_indentation(std::uint32_t column, std::uint32_t begin);
  std::uint32_t measure_indentation();
  Token end_of_file();

  Token token_at(std::uint32_t begin);
  Token name_or_keyword(std::uint32_t begin);
  Token check_wide_name(std::uint32_t begin, Token token);
  Token single(TokenKind kind, std::uint32_t begin);
  Token bracket(TokenKind kind, std::uint32_t begin, int change);
  Token operator_token(std::uint32_t begin);
  Token unexpected_character(std::uint32_t begin);

  // lexer_literals.cpp
  Token number(std::uint32_t begin);
  Token prefixed_number(std::uint32_t begin, unsigned base);
  Token decimal_number(std::uint32_t begin);
  Token end_number(TokenKind kind, std::uint32_t begin);
  void skip_digits();
  bool skip_exponent();
  std::optional<Token> string_with_prefix(std::uint32_t begin);
  Token string(TokenKind kind, std::uint32_t begin, std::uint32_t form);
  Token short_string(TokenKind kind, std::uint32_t begin, std::uint32_t form);
  Token long_string(TokenKind kind, std::uint32_t begin, std::uint32_t form);
  Token finish_string(TokenKind kind, std::uint32_t begin, std::uint32_t form) const;
  std::uint32_t skip_escaped();

  SourcePtr source_;
  const char* data_;
  std::uint32_t size_;
  std::uint32_t at_ = 0;
  std::uint32_t brackets_ = 0;
  std::uint32_t pending_dedents_ = 0;
  bool at_line_start_ = true;
  bool line_has_tokens_ = false;
  std::vector<std::uint32_t> indents_{0};
  SymbolTable& symbols_;
  std::optional<Diagnostic> error_;
};

}  // namespace tiltc::syntax
