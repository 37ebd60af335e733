#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "syntax/parser.h"

namespace tiltc::syntax {
namespace {

// A block nests its statements two nodes deep: the statement that has it, and the block.
constexpr std::uint32_t kBlockSteps = 2;

Operator augmented_operator(TokenKind kind) {
  switch (kind) {
    case TokenKind::kPlusEqual:
      return Operator::kAdd;
    case TokenKind::kMinusEqual:
      return Operator::kSubtract;
    case TokenKind::kStarEqual:
      return Operator::kMultiply;
    case TokenKind::kSlashEqual:
      return Operator::kDivide;
    case TokenKind::kSlashSlashEqual:
      return Operator::kFloorDivide;
    case TokenKind::kPercentEqual:
      return Operator::kModulo;
    case TokenKind::kAmpersandEqual:
      return Operator::kBitAnd;
    case TokenKind::kPipeEqual:
      return Operator::kBitOr;
    case TokenKind::kCircumflexEqual:
      return Operator::kBitXor;
    case TokenKind::kLessLessEqual:
      return Operator::kShiftLeft;
    case TokenKind::kGreaterGreaterEqual:
      return Operator::kShiftRight;
    default:
      return Operator::kNone;
  }
}

std::string_view describe_target(NodeKind kind) {
  switch (kind) {
    case NodeKind::kInt:
    case NodeKind::kFloat:
      return "a number";
    case NodeKind::kString:
      return "a string";
    case NodeKind::kBytes:
      return "a bytes literal";
    case NodeKind::kCall:
      return "the result of a call";
    case NodeKind::kSlice:
      return "a slice";
    case NodeKind::kDict:
      return "a dict";
    case NodeKind::kTuple:
      return "a tuple";
    case NodeKind::kList:
      return "a list";
    case NodeKind::kLambda:
      return "a lambda";
    case NodeKind::kConditional:
      return "a conditional expression";
    case NodeKind::kListComprehension:
    case NodeKind::kDictComprehension:
      return "a comprehension";
    default:
      return "the result of an operation";
  }
}

}  // namespace

// Statements up to the end of the block or file; pushes them.
void Parser::statements() {
  while (!at(TokenKind::kDedent) && !at(TokenKind::kEnd)) {
    const Token first = token_;
    const std::size_t mark = scratch_.size();
    if (!panicking_) {
      statement();
    }
    if (panicking_) {
      scratch_.resize(mark);
      recover(first);
    }
  }
}

// Goes on behind a statement whose first line, or only line, could not be parsed.
void Parser::recover(const Token& first) {
  synchronize();
  push(error_statement(first.begin));
  if (at(TokenKind::kIndent)) {
    indented_lines();
  }
  failed_ = first;
}

// Whether `token` begins a branch of the statement that failed: `else` after `if`, `except` after
// `try`.
bool Parser::continues_failed(const Token& failed, const Token& token) const {
  switch (failed.kind) {
    case TokenKind::kIf:
    case TokenKind::kElif:
      return token.kind == TokenKind::kElif || token.kind == TokenKind::kElse;
    case TokenKind::kReserved:
      return (text(failed) == "try" || text(failed) == "except") &&
             (token.kind == TokenKind::kElse || text(token) == "except" ||
              text(token) == "finally");
    default:
      return false;
  }
}

void Parser::statement() {
  const bool continues = continues_failed(std::exchange(failed_, Token{}), token_);
  switch (token_.kind) {
    case TokenKind::kDef:
      return push(def_statement());
    case TokenKind::kIf:
      return push(if_statement());
    case TokenKind::kFor:
      return push(for_statement());
    case TokenKind::kWhile:
      return push(while_statement());
    case TokenKind::kIndent:
      return unexpected_indent();
    case TokenKind::kElif:
    case TokenKind::kElse:
      return branch_without_if(continues ? Report::kNothing : Report::kError);
    case TokenKind::kReserved:
      return continues ? panic() : simple_line();
    default:
      return simple_line();
  }
}

// `elif` or `else` at the begin of a statement. Behind an `if` that failed it is no mistake.
void Parser::branch_without_if(Report missing_if) {
  if (missing_if == Report::kError) {
    report(error("unexpected-token", fmt::format("{} without an `if` before it", found()))
               .at(place())
               .note("it stands at the same indentation as its `if`"));
  }
  if (at(TokenKind::kElif)) {
    return push(if_statement());
  }
  advance();
  push(block("`else`"));
}

// small {; small} [;] NEWLINE
void Parser::simple_line() {
  push(small_statement());
  while (accept(TokenKind::kSemicolon)) {
    if (at(TokenKind::kNewline) || at(TokenKind::kEnd)) {
      break;
    }
    push(small_statement());
  }
  end_line();
}

void Parser::end_line() {
  if (accept(TokenKind::kNewline) || at(TokenKind::kEnd) || panicking_) {
    return;
  }
  fail(after_statement(scratch_.back()));
}

NodeId Parser::small_statement() {
  switch (token_.kind) {
    case TokenKind::kPass:
      return keyword_statement(NodeKind::kPass);
    case TokenKind::kBreak:
      return keyword_statement(NodeKind::kBreak);
    case TokenKind::kContinue:
      return keyword_statement(NodeKind::kContinue);
    case TokenKind::kReturn:
      return return_statement();
    case TokenKind::kLoad:
      return load_statement();
    default:
      return expression_statement();
  }
}

NodeId Parser::keyword_statement(NodeKind kind) {
  const Token token = token_;
  advance();
  return add({.kind = kind, .begin = token.begin, .end = token.end, .anchor = token.begin});
}

NodeId Parser::return_statement() {
  const std::uint32_t begin = token_.begin;
  advance();
  NodeId value = kNoNode;
  if (!at(TokenKind::kNewline) && !at(TokenKind::kSemicolon) && !at(TokenKind::kEnd)) {
    value = test_or_tuple();
  }
  return add({.kind = NodeKind::kReturn,
              .begin = begin,
              .end = previous_end_,
              .anchor = begin,
              .a = static_cast<std::uint32_t>(value)});
}

NodeId Parser::expression_statement() {
  const std::uint32_t begin = token_.begin;
  const NodeId value = test_or_tuple();
  if (at(TokenKind::kColon) && tree_[value].kind == NodeKind::kName) {
    annotation();
  }
  if (at(TokenKind::kEqual)) {
    return assignment(value);
  }
  if (augmented_operator(token_.kind) != Operator::kNone) {
    return augmented_assignment(value);
  }
  return add({.kind = NodeKind::kExpressionStatement,
              .begin = begin,
              .end = previous_end_,
              .anchor = begin,
              .a = static_cast<std::uint32_t>(value)});
}

NodeId Parser::assignment(NodeId target) {
  const std::uint32_t anchor = token_.begin;
  check_target(target);
  advance();
  const NodeId value = test_or_tuple();
  return add({.kind = NodeKind::kAssign,
              .begin = tree_[target].begin,
              .end = previous_end_,
              .anchor = anchor,
              .a = static_cast<std::uint32_t>(target),
              .b = static_cast<std::uint32_t>(value)});
}

NodeId Parser::augmented_assignment(NodeId target) {
  const Token token = token_;
  check_augmented_target(target);
  advance();
  const NodeId value = test_or_tuple();
  return add({.kind = NodeKind::kAugmentedAssign,
              .op = augmented_operator(token.kind),
              .begin = tree_[target].begin,
              .end = previous_end_,
              .anchor = token.begin,
              .a = static_cast<std::uint32_t>(target),
              .b = static_cast<std::uint32_t>(value)});
}

void Parser::check_target(NodeId target) {
  const Node& node = tree_[target];
  switch (node.kind) {
    case NodeKind::kName:
    case NodeKind::kIndex:
    case NodeKind::kAttribute:
    case NodeKind::kErrorExpression:
      return;
    case NodeKind::kTuple:
    case NodeKind::kList:
      for (std::uint32_t i = 0; i < node.b; ++i) {
        check_target(tree_.children[node.a + i]);
      }
      return;
    default:
      cannot_assign(target);
  }
}

void Parser::check_augmented_target(NodeId target) {
  switch (tree_[target].kind) {
    case NodeKind::kTuple:
    case NodeKind::kList:
      return cannot_assign(target);
    default:
      return check_target(target);
  }
}

void Parser::cannot_assign(NodeId target) {
  report(error("invalid-assignment",
               fmt::format("cannot assign to {}", describe_target(tree_[target].kind)))
             .at(tree_.span(target)));
}

NodeId Parser::if_statement() {
  const Nested nested(*this);
  const std::uint32_t begin = token_.begin;
  const std::string_view word = at(TokenKind::kIf) ? "`if`" : "`elif`";
  advance();
  const NodeId condition = test();
  const NodeId then = block(word);
  NodeId otherwise = kNoNode;
  if (at(TokenKind::kElif)) {
    otherwise = if_statement();
  } else if (accept(TokenKind::kElse)) {
    otherwise = block("`else`");
  }
  return add({.kind = NodeKind::kIf,
              .begin = begin,
              .end = previous_end_,
              .anchor = begin,
              .a = static_cast<std::uint32_t>(condition),
              .b = static_cast<std::uint32_t>(then),
              .c = static_cast<std::uint32_t>(otherwise)});
}

NodeId Parser::for_statement() {
  const std::uint32_t begin = token_.begin;
  advance();
  const NodeId target = loop_targets();
  expect(TokenKind::kIn, "after the loop variables");
  const NodeId iterable = test_or_tuple();
  const NodeId body = block("`for`");
  return add({.kind = NodeKind::kFor,
              .begin = begin,
              .end = previous_end_,
              .anchor = begin,
              .a = static_cast<std::uint32_t>(target),
              .b = static_cast<std::uint32_t>(iterable),
              .c = static_cast<std::uint32_t>(body)});
}

// Operands only, so that `in` is left for the loop.
NodeId Parser::loop_targets() {
  const Nested nested(*this);
  const std::uint32_t begin = token_.begin;
  NodeId target = with_suffixes();
  if (at(TokenKind::kComma)) {
    const std::size_t mark = scratch_.size();
    std::uint32_t tallest = height_;
    push(target);
    while (accept(TokenKind::kComma)) {
      push(with_suffixes());
      tallest = std::max(tallest, height_);
    }
    const List list = finish_list(mark);
    target = composite({.kind = NodeKind::kTuple,
                        .begin = begin,
                        .end = previous_end_,
                        .anchor = begin,
                        .a = list.first,
                        .b = list.count},
                       tallest);
  }
  check_target(target);
  return target;
}

NodeId Parser::while_statement() {
  const std::uint32_t begin = token_.begin;
  advance();
  const NodeId condition = test();
  const NodeId body = block("`while`");
  return add({.kind = NodeKind::kWhile,
              .begin = begin,
              .end = previous_end_,
              .anchor = begin,
              .a = static_cast<std::uint32_t>(condition),
              .b = static_cast<std::uint32_t>(body)});
}

// `:` and a line of small statements, or an indented block. A mistake in the header ends here; the
// lines below it are still parsed as a block.
NodeId Parser::block(std::string_view header) {
  const std::uint32_t begin = token_.begin;
  const std::size_t mark = scratch_.size();
  if (!at(TokenKind::kColon)) {
    missing_colon(header);
  }
  accept(TokenKind::kColon);
  if (!at(TokenKind::kNewline)) {
    simple_line();
  } else {
    advance();
    if (at(TokenKind::kIndent)) {
      indented_lines();
    } else {
      report(error("missing-block", fmt::format("expected an indented block after {}", header))
                 .at(span(previous_end_ - std::min(previous_end_, 1U), previous_end_))
                 .with_help("write `pass` where nothing is to be done"));
    }
  }
  const List list = finish_list(mark);
  return add({.kind = NodeKind::kBlock,
              .begin = begin,
              .end = previous_end_,
              .anchor = begin,
              .a = list.first,
              .b = list.count});
}

// INDENT statements DEDENT; pushes them.
void Parser::indented_lines() {
  const Nested nested(*this, kBlockSteps);
  if (panicking_) {
    return skip_indented_lines();
  }
  advance();
  statements();
  accept(TokenKind::kDedent);
}

// Ends a panic that began at an INDENT by skipping up to its DEDENT.
void Parser::skip_indented_lines() {
  panicking_ = false;
  token_ = stopped_at_;
  std::uint32_t level = 0;
  do {
    level += at(TokenKind::kIndent) ? 1 : 0;
    level -= at(TokenKind::kDedent) ? 1 : 0;
    previous_end_ = token_.end;
    token_ = lexer_.next();
  } while (level > 0 && !at(TokenKind::kEnd));
  if (at(TokenKind::kError)) {
    fail(lexer_.take_error());
  }
}

}  // namespace tiltc::syntax
