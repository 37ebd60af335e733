#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "syntax/ast.h"
#include "syntax/lexer.h"
#include "syntax/symbols.h"

namespace tiltc::syntax {

// Recursive descent for statements, precedence climbing for binary operators. One token is looked
// at.
//
// After a syntax error the parser panics: the current token turns into kError, which no rule
// accepts, so every rule returns at once; the list of statements then skips to where the next
// statement begins (synchronize) and goes on. Mistakes that leave the structure clear are only
// reported.
class Parser {
 public:
  Parser(SourcePtr source, Diagnostics& diagnostics);
  Tree run();

 private:
  struct List {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  class Nested;
  class FunctionBody;

  // Tokens
  void advance();
  bool at(TokenKind kind) const { return token_.kind == kind; }
  bool accept(TokenKind kind);
  bool expect(TokenKind kind, std::string_view where);
  bool expect_close(TokenKind kind, const Token& opener);

  // Errors
  Span span(std::uint32_t begin, std::uint32_t end) const { return {tree_.source, begin, end}; }
  Span place() const;
  std::string found() const;
  void report(Diagnostic diagnostic);  // and go on
  void fail(Diagnostic diagnostic);    // and panic
  void panic();
  void fail_too_deep();
  void synchronize();
  bool begins_statement_inside_bracket() const;

  // What is wrong with what stands at the current token: parse_mistakes.cpp
  Diagnostic unexpected(std::string_view wanted) const;
  Diagnostic reserved_word() const;
  Diagnostic foreign_operator(std::string_view text, std::string_view help,
                              std::uint32_t begin) const;
  Diagnostic unclosed(TokenKind kind, const Token& opener) const;
  void tell_next_statement(Diagnostic& diagnostic, const Token& opener) const;
  Diagnostic missing_comma(TokenKind closer, const Token& opener) const;
  Diagnostic after_statement(NodeId statement) const;
  Diagnostic two_expressions(NodeId left) const;
  Diagnostic wrong_prefix(const Token& prefix) const;
  Diagnostic no_operand() const;
  NodeId fail_primary();
  void missing_colon(std::string_view header);
  void unexpected_indent();
  void check_adjacent_string(const Token& left);
  void annotation();
  void parameter_annotation(Parameter& parameter);
  void result_annotation();
  void report_annotation(std::uint32_t begin);

  // Nodes
  NodeId add(const Node& node);
  NodeId composite(Node node, std::uint32_t height);
  NodeId error_expression();
  NodeId error_statement(std::uint32_t begin);
  List finish_list(std::size_t mark);
  std::string_view text(const Token& token) const;
  void push(NodeId node) { scratch_.push_back(node); }

  // Statements: parse_statements.cpp
  enum class Report { kNothing, kError };
  void statements();
  void statement();
  void recover(const Token& first);
  void simple_line();
  NodeId small_statement();
  NodeId keyword_statement(NodeKind kind);
  NodeId return_statement();
  NodeId expression_statement();
  NodeId assignment(NodeId target);
  NodeId augmented_assignment(NodeId target);
  void end_line();
  NodeId if_statement();
  NodeId for_statement();
  NodeId loop_targets();
  NodeId while_statement();
  NodeId block(std::string_view header);
  void indented_lines();
  void skip_indented_lines();
  bool continues_failed(const Token& failed, const Token& token) const;
  void branch_without_if(Report missing_if);
  void check_target(NodeId target);
  void check_augmented_target(NodeId target);
  void cannot_assign(NodeId target);

  // Functions and loads: parse_definitions.cpp
  NodeId def_statement();
  enum class Conditionals { kAllowed, kNone };
  NodeId lambda(Conditionals conditionals);
  void parameters(Function& function, TokenKind closer, const Token* opener);
  Parameter parameter();
  void default_value(Parameter& parameter);
  void check_parameters(const Function& function);
  std::string doc_of(NodeId body) const;
  NodeId load_statement();
  bool load_module(Load& load);
  bool load_name(Load& load);
  void loaded_string(LoadedName& name);
  std::uint32_t next_list();
  bool seen_before(SymbolId name, std::uint32_t list);

  // Expressions: parse_expressions.cpp
  NodeId test();            // a conditional, a lambda, or an operation
  NodeId test_or_tuple();   // or several, without parentheses
  NodeId condition_test();  // without a conditional, for the clauses of comprehensions
  NodeId conditional(NodeId value);
  NodeId binary(int minimum);
  NodeId binary_right(NodeId left, Operator op, const Token& token, int precedence);
  NodeId not_operation();
  NodeId unary();
  NodeId with_suffixes();
  NodeId primary();
  NodeId name();
  NodeId number();
  NodeId string();

  // Operands in brackets: parse_displays.cpp
  NodeId parenthesized();
  NodeId tuple_rest(NodeId first);
  NodeId list_display();
  NodeId dict_display();
  NodeId dict_entry();
  NodeId comprehension(NodeKind kind, NodeId element, const Token& opener);
  NodeId comprehension_clause();
  NodeId attribute(NodeId operand);
  NodeId index_or_slice(NodeId operand);
  NodeId slice(NodeId operand, NodeId low, const Token& opener, std::uint32_t tallest);
  NodeId call(NodeId callee);
  NodeId argument();
  NodeId star_argument(NodeKind kind);
  NodeId named_argument(NodeId name);
  void check_arguments(List arguments);

  Tree tree_;
  Diagnostics& diagnostics_;
  SymbolTable symbols_;
  Lexer lexer_;
  Token token_;
  Token stopped_at_;                // the token at which a panic began
  std::uint32_t previous_end_ = 0;  // end of the last token taken
  bool panicking_ = false;
  Token failed_;  // the first token of the statement before this one, when that one failed
  std::uint32_t depth_ = 0;  // rules being parsed within one another
  std::uint32_t function_depth_ = 1;
  std::uint32_t height_ = 0;         // of the expression parsed last: nodes on its longest path
  std::vector<NodeId> scratch_;      // elements of the lists being parsed, innermost last
  std::string_view loaded_;          // the original name in the load clause being parsed
  std::vector<std::uint32_t> seen_;  // by symbol: the list in which the name was last seen
  std::uint32_t lists_seen_ = 0;
};

// One step of nesting. When it is one too many the parser panics, and so comes back.
class Parser::Nested {
 public:
  explicit Nested(Parser& parser, std::uint32_t steps = 1) : parser_(parser), steps_(steps) {
    parser_.depth_ += steps_;
    if (parser_.depth_ > kMaxDepth) {
      parser_.fail_too_deep();
    }
  }
  ~Nested() { parser_.depth_ -= steps_; }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;

 private:
  Parser& parser_;
  std::uint32_t steps_;
};

// Likewise for functions within functions.
class Parser::FunctionBody {
 public:
  explicit FunctionBody(Parser& parser) : parser_(parser) {
    if (++parser_.function_depth_ > kMaxFunctionDepth) {
      parser_.fail_too_deep();
    }
  }
  ~FunctionBody() { --parser_.function_depth_; }
  FunctionBody(const FunctionBody&) = delete;
  FunctionBody& operator=(const FunctionBody&) = delete;

 private:
  Parser& parser_;
};

}  // namespace tiltc::syntax
