#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "syntax/literals.h"
#include "syntax/parser.h"

namespace tiltc::syntax {
namespace {

struct BinaryRule {
  std::uint8_t precedence = 0;  // 0: no binary operator
  Operator op = Operator::kNone;
};

constexpr int kNotPrecedence = 3;
constexpr int kComparisonPrecedence = 4;

// What may stand between two operands, from the loosest (1) to the tightest.
constexpr std::array<BinaryRule, 256> make_binary_rules() {
  std::array<BinaryRule, 256> rules{};
  const auto rule = [&rules](TokenKind kind, std::uint8_t precedence, Operator op) {
    rules[static_cast<std::size_t>(kind)] = {precedence, op};
  };
  rule(TokenKind::kOr, 1, Operator::kOr);
  rule(TokenKind::kAnd, 2, Operator::kAnd);
  rule(TokenKind::kNot, 4, Operator::kNotIn);
  rule(TokenKind::kIn, 4, Operator::kIn);
  rule(TokenKind::kEqualEqual, 4, Operator::kEqual);
  rule(TokenKind::kNotEqual, 4, Operator::kNotEqual);
  rule(TokenKind::kLess, 4, Operator::kLess);
  rule(TokenKind::kLessEqual, 4, Operator::kLessEqual);
  rule(TokenKind::kGreater, 4, Operator::kGreater);
  rule(TokenKind::kGreaterEqual, 4, Operator::kGreaterEqual);
  rule(TokenKind::kPipe, 5, Operator::kBitOr);
  rule(TokenKind::kCircumflex, 6, Operator::kBitXor);
  rule(TokenKind::kAmpersand, 7, Operator::kBitAnd);
  rule(TokenKind::kLessLess, 8, Operator::kShiftLeft);
  rule(TokenKind::kGreaterGreater, 8, Operator::kShiftRight);
  rule(TokenKind::kPlus, 9, Operator::kAdd);
  rule(TokenKind::kMinus, 9, Operator::kSubtract);
  rule(TokenKind::kStar, 10, Operator::kMultiply);
  rule(TokenKind::kSlash, 10, Operator::kDivide);
  rule(TokenKind::kSlashSlash, 10, Operator::kFloorDivide);
  rule(TokenKind::kPercent, 10, Operator::kModulo);
  return rules;
}

constexpr std::array<BinaryRule, 256> kBinaryRules = make_binary_rules();

BinaryRule binary_rule(const Token& token) {
  return kBinaryRules[static_cast<std::size_t>(token.kind)];
}

// Where an unparenthesized list of expressions ends; a comma before it is a mistake.
bool ends_tuple(TokenKind kind) {
  switch (kind) {
    case TokenKind::kEnd:
    case TokenKind::kNewline:
    case TokenKind::kSemicolon:
    case TokenKind::kEqual:
    case TokenKind::kColon:
    case TokenKind::kRightParen:
    case TokenKind::kRightBracket:
    case TokenKind::kRightBrace:
      return true;
    default:
      return false;
  }
}

}  // namespace

NodeId Parser::test() {
  const Nested nested(*this);
  if (at(TokenKind::kLambda)) {
    return lambda(Conditionals::kAllowed);
  }
  const NodeId value = binary(1);
  return at(TokenKind::kIf) ? conditional(value) : value;
}

NodeId Parser::condition_test() {
  const Nested nested(*this);
  return at(TokenKind::kLambda) ? lambda(Conditionals::kNone) : binary(1);
}

NodeId Parser::conditional(NodeId value) {
  std::uint32_t tallest = height_;
  advance();
  const NodeId condition = binary(1);
  tallest = std::max(tallest, height_);
  if (!at(TokenKind::kElse) && !panicking_) {
    fail(unexpected("`else` and another value after the condition")
             .with_help("write `a if condition else b`"));
  }
  accept(TokenKind::kElse);
  const NodeId otherwise = test();
  tallest = std::max(tallest, height_);
  return composite({.kind = NodeKind::kConditional,
                    .begin = tree_[value].begin,
                    .end = previous_end_,
                    .anchor = tree_[value].begin,
                    .a = static_cast<std::uint32_t>(condition),
                    .b = static_cast<std::uint32_t>(value),
                    .c = static_cast<std::uint32_t>(otherwise)},
                   tallest);
}

NodeId Parser::test_or_tuple() {
  if (at(TokenKind::kStar)) {
    fail(unexpected("an expression").note("Starlark has no starred assignment, as in `*a, b = c`"));
  }
  const NodeId first = test();
  if (!at(TokenKind::kComma)) {
    return first;
  }
  const std::size_t mark = scratch_.size();
  std::uint32_t tallest = height_;
  push(first);
  while (at(TokenKind::kComma)) {
    const Span comma = place();
    advance();
    if (ends_tuple(token_.kind)) {
      report(
          error("trailing-comma", "a tuple with a comma at its end needs parentheses").at(comma));
      break;
    }
    push(test());
    tallest = std::max(tallest, height_);
  }
  const List list = finish_list(mark);
  return composite({.kind = NodeKind::kTuple,
                    .begin = tree_[first].begin,
                    .end = previous_end_,
                    .anchor = tree_[first].begin,
                    .a = list.first,
                    .b = list.count},
                   tallest);
}

// An operand and all binary operators behind it that bind at least as tightly as `minimum`.
NodeId Parser::binary(int minimum) {
  NodeId left = at(TokenKind::kNot) && minimum <= kNotPrecedence ? not_operation() : unary();
  while (true) {
    const BinaryRule rule = binary_rule(token_);
    if (rule.precedence < minimum || rule.precedence == 0) {
      return left;
    }
    const Token token = token_;
    advance();
    if (token.kind == TokenKind::kNot) {
      expect(TokenKind::kIn, "after `not`");
    }
    left = binary_right(left, rule.op, token, rule.precedence);
  }
}

NodeId Parser::binary_right(NodeId left, Operator op, const Token& token, int precedence) {
  const std::uint32_t left_height = height_;
  NodeId right;
  {
    const Nested nested(*this);
    right = binary(precedence + 1);
  }
  if (precedence == kComparisonPrecedence && binary_rule(token_).precedence == precedence) {
    fail(error("chained-comparison", fmt::format("{} after {}: comparisons do not chain",
                                                 describe(token_.kind), describe(token.kind)))
             .at(place())
             .also(span(token.begin, token.end), "the comparison before it")
             .with_help("write `a < b and b < c`"));
  }
  return composite({.kind = NodeKind::kBinary,
                    .op = op,
                    .begin = tree_[left].begin,
                    .end = previous_end_,
                    .anchor = token.begin,
                    .a = static_cast<std::uint32_t>(left),
                    .b = static_cast<std::uint32_t>(right)},
                   std::max(left_height, height_));
}

NodeId Parser::not_operation() {
  const Nested nested(*this);
  const std::uint32_t begin = token_.begin;
  advance();
  const NodeId operand = binary(kNotPrecedence);
  return composite({.kind = NodeKind::kUnary,
                    .op = Operator::kNot,
                    .begin = begin,
                    .end = previous_end_,
                    .anchor = begin,
                    .a = static_cast<std::uint32_t>(operand)},
                   height_);
}

NodeId Parser::unary() {
  Operator op = Operator::kNone;
  switch (token_.kind) {
    case TokenKind::kPlus:
      op = Operator::kPlus;
      break;
    case TokenKind::kMinus:
      op = Operator::kMinus;
      break;
    case TokenKind::kTilde:
      op = Operator::kBitNot;
      break;
    default:
      return with_suffixes();
  }
  const Nested nested(*this);
  const std::uint32_t begin = token_.begin;
  advance();
  const NodeId operand = unary();
  return composite({.kind = NodeKind::kUnary,
                    .op = op,
                    .begin = begin,
                    .end = previous_end_,
                    .anchor = begin,
                    .a = static_cast<std::uint32_t>(operand)},
                   height_);
}

NodeId Parser::with_suffixes() {
  NodeId operand = primary();
  while (true) {
    switch (token_.kind) {
      case TokenKind::kDot:
        operand = attribute(operand);
        break;
      case TokenKind::kLeftParen:
        operand = call(operand);
        break;
      case TokenKind::kLeftBracket:
        operand = index_or_slice(operand);
        break;
      default:
        return operand;
    }
  }
}

NodeId Parser::primary() {
  switch (token_.kind) {
    case TokenKind::kName:
      return name();
    case TokenKind::kInt:
    case TokenKind::kFloat:
      return number();
    case TokenKind::kString:
    case TokenKind::kBytes:
      return string();
    case TokenKind::kLeftParen:
      return parenthesized();
    case TokenKind::kLeftBracket:
      return list_display();
    case TokenKind::kLeftBrace:
      return dict_display();
    default:
      return fail_primary();
  }
}

NodeId Parser::name() {
  const Token token = token_;
  advance();
  height_ = 1;
  const bool is_string = at(TokenKind::kString) || at(TokenKind::kBytes);
  if (is_string && token_.begin == token.end) {
    report(wrong_prefix(token));
    return string();
  }
  return add({.kind = NodeKind::kName,
              .begin = token.begin,
              .end = token.end,
              .anchor = token.begin,
              .a = token.value});
}

NodeId Parser::number() {
  const Token token = token_;
  advance();
  height_ = 1;
  Node node{.kind = NodeKind::kInt, .begin = token.begin, .end = token.end, .anchor = token.begin};
  if (token.kind == TokenKind::kInt) {
    node.a = static_cast<std::uint32_t>(tree_.ints.size());
    tree_.ints.emplace_back(text(token));
    return add(node);
  }
  node.kind = NodeKind::kFloat;
  node.a = static_cast<std::uint32_t>(tree_.floats.size());
  const std::optional<double> value = decode_float(text(token));
  if (!value) {
    report(error("invalid-number", "this number is too large for a float")
               .at(span(token.begin, token.end)));
  }
  tree_.floats.push_back(value.value_or(0));
  return add(node);
}

NodeId Parser::string() {
  const Token token = token_;
  advance();
  height_ = 1;
  check_adjacent_string(token);
  std::optional<Diagnostic> problem;
  tree_.strings.push_back(decode_string(tree_.source, token, tree_.decoded, problem));
  if (problem) {
    report(std::move(*problem));
  }
  return add({.kind = token.kind == TokenKind::kString ? NodeKind::kString : NodeKind::kBytes,
              .begin = token.begin,
              .end = token.end,
              .anchor = token.begin,
              .a = static_cast<std::uint32_t>(tree_.strings.size() - 1)});
}

}  // namespace tiltc::syntax
