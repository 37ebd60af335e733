#include <fmt/format.h>

#include <algorithm>

#include "syntax/parser.h"

// Whatever has brackets: tuples, lists, dicts, comprehensions; and what follows an operand: calls,
// indices, slices, attributes.
namespace tiltc::syntax {

NodeId Parser::parenthesized() {
  const Token opener = token_;
  advance();
  if (accept(TokenKind::kRightParen)) {
    height_ = 1;
    return add({.kind = NodeKind::kTuple,
                .parenthesized = true,
                .begin = opener.begin,
                .end = previous_end_,
                .anchor = opener.begin});
  }
  NodeId inner = test();
  if (at(TokenKind::kComma)) {
    inner = tuple_rest(inner);
  } else if (at(TokenKind::kFor)) {
    fail(error("unexpected-token", "Starlark has no generator expressions")
             .at(place())
             .with_help("use brackets: [x for x in y]"));
  }
  expect_close(TokenKind::kRightParen, opener);
  Node& node = tree_[inner];
  node.parenthesized = true;
  node.begin = opener.begin;
  node.end = previous_end_;
  return inner;
}

NodeId Parser::tuple_rest(NodeId first) {
  const std::size_t mark = scratch_.size();
  std::uint32_t tallest = height_;
  push(first);
  while (accept(TokenKind::kComma) && !at(TokenKind::kRightParen)) {
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

NodeId Parser::list_display() {
  const Token opener = token_;
  advance();
  const std::size_t mark = scratch_.size();
  std::uint32_t tallest = 0;
  while (!at(TokenKind::kRightBracket) && !panicking_) {
    push(test());
    tallest = std::max(tallest, height_);
    if (at(TokenKind::kFor) && scratch_.size() == mark + 1) {
      const NodeId element = scratch_.back();
      scratch_.pop_back();
      return comprehension(NodeKind::kListComprehension, element, opener);
    }
    if (!accept(TokenKind::kComma)) {
      break;
    }
  }
  expect_close(TokenKind::kRightBracket, opener);
  const List list = finish_list(mark);
  return composite({.kind = NodeKind::kList,
                    .begin = opener.begin,
                    .end = previous_end_,
                    .anchor = opener.begin,
                    .a = list.first,
                    .b = list.count},
                   tallest);
}

NodeId Parser::dict_display() {
  const Token opener = token_;
  advance();
  const std::size_t mark = scratch_.size();
  std::uint32_t tallest = 0;
  while (!at(TokenKind::kRightBrace) && !panicking_) {
    push(dict_entry());
    tallest = std::max(tallest, height_);
    if (at(TokenKind::kFor) && scratch_.size() == mark + 1) {
      const NodeId entry = scratch_.back();
      scratch_.pop_back();
      return comprehension(NodeKind::kDictComprehension, entry, opener);
    }
    if (!accept(TokenKind::kComma)) {
      break;
    }
  }
  expect_close(TokenKind::kRightBrace, opener);
  const List list = finish_list(mark);
  return composite({.kind = NodeKind::kDict,
                    .begin = opener.begin,
                    .end = previous_end_,
                    .anchor = opener.begin,
                    .a = list.first,
                    .b = list.count},
                   tallest);
}

NodeId Parser::dict_entry() {
  const NodeId key = test();
  const std::uint32_t key_height = height_;
  const std::uint32_t anchor = token_.begin;
  if (!at(TokenKind::kColon) && !panicking_) {
    Diagnostic diagnostic = unexpected("`:` after the key");
    if (at(TokenKind::kComma) || at(TokenKind::kRightBrace) || at(TokenKind::kFor)) {
      diagnostic.with_help("a set is written set([...])");
    } else if (at(TokenKind::kEqual)) {
      diagnostic.with_help("write `key: value`, or dict(name=value)");
    }
    fail(std::move(diagnostic));
  }
  accept(TokenKind::kColon);
  const NodeId value = test();
  return composite({.kind = NodeKind::kDictEntry,
                    .begin = tree_[key].begin,
                    .end = previous_end_,
                    .anchor = anchor,
                    .a = static_cast<std::uint32_t>(key),
                    .b = static_cast<std::uint32_t>(value)},
                   std::max(key_height, height_));
}

// The clauses behind the element, and the closing bracket.
NodeId Parser::comprehension(NodeKind kind, NodeId element, const Token& opener) {
  const std::size_t mark = scratch_.size();
  const std::uint32_t anchor = token_.begin;
  std::uint32_t tallest = height_;
  while (at(TokenKind::kFor) || at(TokenKind::kIf)) {
    push(comprehension_clause());
    tallest = std::max(tallest, height_);
  }
  const bool list = kind == NodeKind::kListComprehension;
  expect_close(list ? TokenKind::kRightBracket : TokenKind::kRightBrace, opener);
  const List clauses = finish_list(mark);
  return composite({.kind = kind,
                    .begin = opener.begin,
                    .end = previous_end_,
                    .anchor = anchor,
                    .a = static_cast<std::uint32_t>(element),
                    .b = clauses.first,
                    .c = clauses.count},
                   tallest);
}

NodeId Parser::comprehension_clause() {
  const Token token = token_;
  advance();
  if (token.kind == TokenKind::kIf) {
    const NodeId condition = condition_test();
    return composite({.kind = NodeKind::kIfClause,
                      .begin = token.begin,
                      .end = previous_end_,
                      .anchor = token.begin,
                      .a = static_cast<std::uint32_t>(condition)},
                     height_);
  }
  const NodeId target = loop_targets();
  const std::uint32_t target_height = height_;
  expect(TokenKind::kIn, "after the loop variables");
  const NodeId iterable = binary(1);  // no lambda
  return composite({.kind = NodeKind::kForClause,
                    .begin = token.begin,
                    .end = previous_end_,
                    .anchor = token.begin,
                    .a = static_cast<std::uint32_t>(target),
                    .b = static_cast<std::uint32_t>(iterable)},
                   std::max(target_height, height_));
}

NodeId Parser::attribute(NodeId operand) {
  const std::uint32_t operand_height = height_;
  const std::uint32_t anchor = token_.begin;
  advance();
  const SymbolId symbol{token_.value};
  if (!at(TokenKind::kName) && !panicking_) {
    fail(unexpected("a name after `.`"));
    return error_expression();
  }
  advance();
  return composite({.kind = NodeKind::kAttribute,
                    .begin = tree_[operand].begin,
                    .end = previous_end_,
                    .anchor = anchor,
                    .a = static_cast<std::uint32_t>(operand),
                    .b = static_cast<std::uint32_t>(symbol)},
                   operand_height);
}

NodeId Parser::index_or_slice(NodeId operand) {
  const Token opener = token_;
  const std::uint32_t operand_height = height_;
  advance();
  NodeId index = kNoNode;
  height_ = 0;
  if (!at(TokenKind::kColon)) {
    index = test_or_tuple();
  }
  const std::uint32_t tallest = std::max(operand_height, height_);
  if (at(TokenKind::kColon)) {
    return slice(operand, index, opener, tallest);
  }
  expect_close(TokenKind::kRightBracket, opener);
  return composite({.kind = NodeKind::kIndex,
                    .begin = tree_[operand].begin,
                    .end = previous_end_,
                    .anchor = opener.begin,
                    .a = static_cast<std::uint32_t>(operand),
                    .b = static_cast<std::uint32_t>(index)},
                   tallest);
}

// operand[low:high:step], from the first `:` on.
NodeId Parser::slice(NodeId operand, NodeId low, const Token& opener, std::uint32_t tallest) {
  NodeId parts[] = {low, kNoNode, kNoNode};
  for (std::size_t i = 1; i < std::size(parts) && accept(TokenKind::kColon); ++i) {
    if (!at(TokenKind::kColon) && !at(TokenKind::kRightBracket)) {
      parts[i] = test();
      tallest = std::max(tallest, height_);
    }
  }
  expect_close(TokenKind::kRightBracket, opener);
  const auto first = static_cast<std::uint32_t>(tree_.children.size());
  tree_.children.insert(tree_.children.end(), std::begin(parts), std::end(parts));
  return composite({.kind = NodeKind::kSlice,
                    .begin = tree_[operand].begin,
                    .end = previous_end_,
                    .anchor = opener.begin,
                    .a = static_cast<std::uint32_t>(operand),
                    .b = first},
                   tallest);
}

NodeId Parser::call(NodeId callee) {
  const Token opener = token_;
  std::uint32_t tallest = height_;
  advance();
  const std::size_t mark = scratch_.size();
  while (!at(TokenKind::kRightParen) && !panicking_) {
    push(argument());
    tallest = std::max(tallest, height_);
    if (!accept(TokenKind::kComma)) {
      break;
    }
  }
  if (at(TokenKind::kFor)) {
    fail(error("unexpected-token", "Starlark has no generator expressions")
             .at(place())
             .with_help("use brackets: [x for x in y]"));
  }
  expect_close(TokenKind::kRightParen, opener);
  const List arguments = finish_list(mark);
  check_arguments(arguments);
  return composite({.kind = NodeKind::kCall,
                    .begin = tree_[callee].begin,
                    .end = previous_end_,
                    .anchor = opener.begin,
                    .a = static_cast<std::uint32_t>(callee),
                    .b = arguments.first,
                    .c = arguments.count},
                   tallest);
}

NodeId Parser::argument() {
  if (at(TokenKind::kStar)) {
    return star_argument(NodeKind::kStarArgument);
  }
  if (at(TokenKind::kStarStar)) {
    return star_argument(NodeKind::kStarStarArgument);
  }
  const NodeId value = test();
  return at(TokenKind::kEqual) ? named_argument(value) : value;
}

NodeId Parser::star_argument(NodeKind kind) {
  const std::uint32_t begin = token_.begin;
  advance();
  const NodeId value = test();
  return composite({.kind = kind,
                    .begin = begin,
                    .end = previous_end_,
                    .anchor = begin,
                    .a = static_cast<std::uint32_t>(value)},
                   height_);
}

NodeId Parser::named_argument(NodeId name) {
  const std::uint32_t anchor = token_.begin;
  const Node left = tree_[name];
  if (left.kind != NodeKind::kName || left.parenthesized) {
    fail(error("unexpected-token", "only a plain name may stand before `=` in a call")
             .at(tree_.span(name))
             .with_help("compare with `==`"));
    return error_expression();
  }
  advance();
  const NodeId value = test();
  return composite({.kind = NodeKind::kNamedArgument,
                    .begin = left.begin,
                    .end = previous_end_,
                    .anchor = anchor,
                    .a = left.a,
                    .b = static_cast<std::uint32_t>(value)},
                   height_);
}

namespace {

// Positional, named, *args, **kwargs: how far in this order an argument stands.
int argument_rank(NodeKind kind) {
  switch (kind) {
    case NodeKind::kNamedArgument:
      return 1;
    case NodeKind::kStarArgument:
      return 2;
    case NodeKind::kStarStarArgument:
      return 3;
    default:
      return 0;
  }
}

constexpr std::string_view kRankNames[] = {"a positional argument", "a keyword argument", "`*args`",
                                           "`**kwargs`"};

}  // namespace

void Parser::check_arguments(List arguments) {
  int highest = 0;
  const std::uint32_t list = next_list();
  for (std::uint32_t i = 0; i < arguments.count; ++i) {
    const NodeId id = tree_.children[arguments.first + i];
    const Node& node = tree_[id];
    const int rank = argument_rank(node.kind);
    if (rank < highest || (rank == highest && rank >= 2)) {
      report(error("argument-order",
                   fmt::format("{} may not follow {}", kRankNames[rank], kRankNames[highest]))
                 .at(tree_.span(id))
                 .note("the order is: positional, named, `*args`, `**kwargs`"));
    }
    highest = std::max(highest, rank);
    if (rank == 1 && seen_before(SymbolId{node.a}, list)) {
      const auto length = static_cast<std::uint32_t>(tree_.name(SymbolId{node.a}).size());
      report(error("duplicate-argument", fmt::format("keyword argument `{}` is given twice",
                                                     tree_.name(SymbolId{node.a})))
                 .at(span(node.begin, node.begin + length)));
    }
  }
}

}  // namespace tiltc::syntax
