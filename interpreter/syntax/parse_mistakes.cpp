#include <fmt/format.h>

#include <algorithm>

#include "syntax/characters.h"
#include "syntax/foreign.h"
#include "syntax/parser.h"

// What is said when the current token fits no rule, and how to go on where the structure is clear.
namespace tiltc::syntax {
namespace {

bool begins_operand(TokenKind kind) {
  switch (kind) {
    case TokenKind::kName:
    case TokenKind::kInt:
    case TokenKind::kFloat:
    case TokenKind::kString:
    case TokenKind::kBytes:
      return true;
    default:
      return false;
  }
}

}  // namespace

Diagnostic Parser::unexpected(std::string_view wanted) const {
  const auto foreign = find_foreign_operator(tree_.source->text(), token_.begin, previous_end_);
  if (foreign) {
    return foreign_operator(foreign->what.text, foreign->what.help, foreign->begin);
  }
  if (at(TokenKind::kReserved)) {
    return reserved_word();
  }
  return error("unexpected-token", fmt::format("expected {}, found {}", wanted, found()))
      .at(place());
}

Diagnostic Parser::foreign_operator(std::string_view text, std::string_view help,
                                    std::uint32_t begin) const {
  const auto length = static_cast<std::uint32_t>(text.size());
  return error("foreign-syntax", fmt::format("Starlark has no `{}`", text))
      .at(span(begin, begin + length))
      .with_help(std::string(help));
}

Diagnostic Parser::reserved_word() const {
  const std::string_view word = text(token_);
  return error("reserved-word", fmt::format("`{}` is a reserved word", word))
      .at(place())
      .note("words of Python that Starlark does not have may not be names")
      .with_help(std::string(help_for_reserved_word(word)));
}

Diagnostic Parser::unclosed(TokenKind kind, const Token& opener) const {
  const auto foreign = find_foreign_operator(tree_.source->text(), token_.begin, previous_end_);
  if (foreign) {
    return foreign_operator(foreign->what.text, foreign->what.help, foreign->begin);
  }
  if (at(TokenKind::kStarStar)) {
    return foreign_operator(kPowerOperator.text, kPowerOperator.help, token_.begin);
  }
  if (at(TokenKind::kReserved)) {
    return reserved_word();
  }
  if (begins_operand(token_.kind) && !begins_statement_inside_bracket()) {
    return missing_comma(kind, opener);
  }
  const Position position = tree_.source->position(opener.begin);
  Diagnostic diagnostic =
      error("unclosed-bracket",
            fmt::format("expected {} to close {} opened at {}:{}", describe(kind),
                        describe(opener.kind), position.line, position.column))
          .at(place(), fmt::format("found {}", found()))
          .also(span(opener.begin, opener.end), "opened here");
  if (at(TokenKind::kEqual)) {
    diagnostic.with_help("compare with `==`; assign in a statement of its own");
  } else if (at(TokenKind::kEnd)) {
    tell_next_statement(diagnostic, opener);
  }
  return diagnostic;
}

// The bracket swallowed the rest of the file: the first line behind it that looks like a statement,
// because it begins with a word no further to the right than the line of the bracket.
void Parser::tell_next_statement(Diagnostic& diagnostic, const Token& opener) const {
  const Source& source = *tree_.source;
  const auto indentation = [&source](std::uint32_t line) {
    return source.line(line).find_first_not_of(" \t");
  };
  const std::uint32_t first = source.position(opener.begin).line;
  const std::uint32_t last = source.position(token_.begin).line;
  for (std::uint32_t line = first + 1; line <= last; ++line) {
    const std::size_t column = indentation(line);
    if (column == std::string_view::npos || column > indentation(first)) {
      continue;
    }
    const std::string_view text = source.line(line).substr(column);
    const std::size_t length = std::min(text.find_first_of(" \t(.=["), text.size());
    if (is(text.front(), kIdentifierStart)) {
      const auto begin = source.line_start(line) + static_cast<std::uint32_t>(column);
      diagnostic.also(span(begin, begin + static_cast<std::uint32_t>(length)),
                      "should it be closed before this?");
      return;
    }
  }
}

Diagnostic Parser::missing_comma(TokenKind closer, const Token& opener) const {
  return error("unexpected-token",
               fmt::format("expected `,` or {}, found {}", describe(closer), found()))
      .at(place(), "is a `,` missing before this?")
      .also(span(opener.begin, opener.end), "opened here");
}

// Something follows a statement on its line.
Diagnostic Parser::after_statement(NodeId statement) const {
  if (at(TokenKind::kStarStar)) {
    return foreign_operator(kPowerOperator.text, kPowerOperator.help, token_.begin);
  }
  const Node& node = tree_[statement];
  if (begins_operand(token_.kind) && node.kind == NodeKind::kExpressionStatement) {
    return two_expressions(NodeId{node.a});
  }
  Diagnostic diagnostic = unexpected("the end of the line");
  if (at(TokenKind::kEqual)) {
    diagnostic.note("assignments do not chain");
  } else if (is_closing_bracket(token_.kind)) {
    diagnostic.note("no bracket is open here");
  }
  return diagnostic;
}

// `print "x"`, `let x = 1`, `a b`.
Diagnostic Parser::two_expressions(NodeId left) const {
  Diagnostic diagnostic =
      error("unexpected-token", fmt::format("expected the end of the line, found {}", found()))
          .at(place());
  const Node& node = tree_[left];
  if (node.kind != NodeKind::kName) {
    return diagnostic.with_help("an operator, or a new line, may be missing before it");
  }
  const std::string_view word = tree_.name(SymbolId{node.a});
  if (const std::string_view help = help_for_leading_word(word); !help.empty()) {
    diagnostic.code = "foreign-syntax";
    diagnostic.message = fmt::format("Starlark has no statement `{}`", word);
    return diagnostic.at(tree_.span(left)).with_help(std::string(help));
  }
  return diagnostic.with_help(fmt::format("a function is called with parentheses: `{}(…)`", word));
}

// Letters right before a string that are no prefix: f"…".
Diagnostic Parser::wrong_prefix(const Token& prefix) const {
  const std::string_view letters = text(prefix);
  const Span where = span(prefix.begin, prefix.end);
  if (letters.find_first_of("fF") != std::string_view::npos && letters.size() <= 2) {
    return error("foreign-syntax", "Starlark has no f-strings")
        .at(where)
        .with_help("write \"{}…\".format(x) or \"%s…\" % x");
  }
  return error("unexpected-token", fmt::format("`{}` is no prefix of a string", letters))
      .at(where)
      .note("the prefixes are r, b and rb")
      .with_help(letters == "u" || letters == "U"
                     ? "strings are Unicode by themselves: leave it out"
                     : "an operator, or a `,`, may be missing before the string");
}

// The current token begins no operand.
Diagnostic Parser::no_operand() const {
  if (at(TokenKind::kSlashSlash)) {
    return foreign_operator(kSlashComment.text, kSlashComment.help, token_.begin);
  }
  Diagnostic diagnostic = unexpected("an expression");
  if (at(TokenKind::kNot) || at(TokenKind::kLambda)) {
    diagnostic.with_help("put it into parentheses");
  } else if (at(TokenKind::kLoad)) {
    diagnostic.note("`load` is a statement, not a function");
  } else if (at(TokenKind::kStarStar)) {
    diagnostic.with_help("dicts are joined with `|`: {\"a\": 1} | others");
  } else if (at(TokenKind::kStar)) {
    diagnostic.with_help("lists are joined with `+`: [1] + others");
  }
  return diagnostic;
}

NodeId Parser::fail_primary() {
  if (!panicking_) {
    fail(no_operand());
  }
  return error_expression();
}

void Parser::missing_colon(std::string_view header) {
  if (panicking_) {
    return;
  }
  if (at(TokenKind::kStarStar)) {
    return fail(foreign_operator(kPowerOperator.text, kPowerOperator.help, token_.begin));
  }
  Diagnostic diagnostic = unexpected(fmt::format("`:` after {}", header));
  if (at(TokenKind::kEqual)) {
    diagnostic.with_help("compare with `==`");
  } else if (at(TokenKind::kIf) && header == "`else`") {
    diagnostic.with_help("write `elif`");
  } else if (at(TokenKind::kLeftBrace)) {
    diagnostic.with_help("a block is a `:` and indented lines below, without braces");
  }
  fail(std::move(diagnostic));
}

void Parser::unexpected_indent() {
  Diagnostic diagnostic =
      error("unexpected-indentation", "this line is indented, but no block begins before it")
          .at(place());
  if (lexer_.is_indented_by_tab(token_.begin)) {
    diagnostic.note(std::string(kTabNote));
  }
  report(std::move(diagnostic));
  indented_lines();
}

void Parser::check_adjacent_string(const Token& left) {
  if (!at(TokenKind::kString) && !at(TokenKind::kBytes)) {
    return;
  }
  fail(error("unexpected-token", "two strings side by side are not joined by themselves")
           .at(place())
           .also(span(left.begin, left.end), "the string before it")
           .with_help("write `+` between them, or the `,` that is missing"));
}

// Annotations are said to be a mistake, read, and forgotten.
void Parser::report_annotation(std::uint32_t begin) {
  report(error("foreign-syntax", "Starlark has no type annotations")
             .at(span(begin, previous_end_))
             .with_help("leave it out"));
}

// name: type [= value], at the colon.
void Parser::annotation() {
  const Token colon = token_;
  advance();
  if (at(TokenKind::kNewline) || at(TokenKind::kEnd)) {
    return fail(error("unexpected-token", "expected the end of the line, found `:`")
                    .at(span(colon.begin, colon.end))
                    .note("only `if`, `elif`, `else`, `for`, `while` and `def` begin a block"));
  }
  if (at(TokenKind::kEqual)) {
    return fail(unexpected("the end of the line"));
  }
  test();
  report_annotation(colon.begin);
}

void Parser::parameter_annotation(Parameter& parameter) {
  const std::uint32_t colon = token_.begin;
  advance();
  test();
  report_annotation(colon);
  default_value(parameter);
}

// -> type
void Parser::result_annotation() {
  const Token minus = token_;
  advance();
  if (!at(TokenKind::kGreater) || token_.begin != minus.end) {
    return fail(error("unexpected-token", "expected `:` after the function's head, found `-`")
                    .at(span(minus.begin, minus.end)));
  }
  advance();
  test();
  report_annotation(minus.begin);
}

}  // namespace tiltc::syntax
