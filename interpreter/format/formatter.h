#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "format/code_tokens.h"
#include "format/printer.h"
#include "syntax/ast.h"

namespace tiltc::format {

// Writes a correct file anew. The tree says what the tokens are part of; the tokens are written one
// after the other, each exactly once, with blanks and line breaks by the rules of the README. Only
// commas at the end of lists and semicolons come and go. Comments are taken from their list in
// order: one behind code stays behind code, one on a line of its own stays so where a line may be
// broken, else goes behind the code.
class Formatter {
 public:
  Formatter(const syntax::Tree& tree, const CodeTokens& code) : tree_(tree), code_(code) {}
  std::string run();

 private:
  // Tokens and comments: formatter.cpp
  const CodeToken& current() const { return code_.tokens[at_]; }
  bool at(syntax::TokenKind kind) const { return current().token.kind == kind; }
  bool comment_waits() const;
  std::string_view take_comment();
  void comments_above();
  bool break_at_comments();
  void emit();
  void emit(std::string_view before, std::string_view after);
  void skip();

  // Line breaks
  bool is_broken(std::uint32_t left_end, std::uint32_t right_begin) const;
  void space_or_break(bool broken) { broken ? break_line(" ") : printer_.write(" "); }
  void break_line(std::string_view otherwise);

  // Statements: statements.cpp
  enum class Paragraph { kNone, kComment, kLoad, kDef, kOther };
  static Paragraph paragraph(const syntax::Node& node);
  void statements(syntax::NodeId block);
  void comments_in_block(Paragraph& last, std::uint32_t least_column);
  void begin_paragraph(Paragraph& last, Paragraph next, std::uint32_t line);
  void statement(const syntax::Node& node);
  void simple_statement(const syntax::Node& node);
  void if_statement(const syntax::Node& node);
  void for_statement(const syntax::Node& node);
  void suite(syntax::NodeId block);
  void return_statement(const syntax::Node& node);
  void assignment(const syntax::Node& node);
  void value_behind_sign(syntax::NodeId value);
  void def(const syntax::Function& function);
  void load();
  void parameter(const syntax::Parameter& parameter);

  // Expressions: expressions.cpp
  void expression(syntax::NodeId id);
  bool at_extra_parenthesis(const syntax::Node& node) const;
  void operation(const syntax::Node& node);
  void unary(const syntax::Node& node);
  void binary(const syntax::Node& node);
  void conditional(const syntax::Node& node);
  bool is_broken_attribute(const syntax::Node& node) const;
  void attribute(const syntax::Node& node);
  void call(const syntax::Node& node);
  void index(const syntax::Node& node);
  void slice(const syntax::Node& node);
  void lambda(const syntax::Function& function);
  void dict_entry(const syntax::Node& node);

  // What stands in brackets: brackets.cpp
  enum class LastComma { kNever, kWhenSpread, kAlways };
  enum class Closer { kOwnLine, kBehindLast };
  struct Style {  // of elements that have a line each
    LastComma last_comma = LastComma::kWhenSpread;
    std::uint32_t indentation = kIndentation;
    Closer closer = Closer::kOwnLine;
  };
  template <class PrintElement>
  void sequence(const Style& style, const PrintElement& print);
  void next_line_in_brackets();
  void comma(std::uint32_t closer, bool spread, LastComma last_comma);
  void list(std::span<const syntax::NodeId> elements, LastComma last_comma);
  void arguments(std::span<const syntax::NodeId> all);
  void parenthesized(syntax::NodeId id);
  void parameters(const syntax::Function& function);
  void tuple(const syntax::Node& node);
  void comprehension(const syntax::Node& node);
  void clause(const syntax::Node& node);

  const syntax::Tree& tree_;
  const CodeTokens& code_;
  Printer printer_;
  std::string literal_;          // scratch for strings
  std::uint32_t at_ = 0;         // the next token
  std::uint32_t comment_ = 0;    // the next comment
  std::uint32_t last_line_ = 0;  // in the source, of what was written last
  std::uint32_t bracket_depth_ = 0;
};

}  // namespace tiltc::format
