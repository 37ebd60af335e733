#include <optional>

#include "format/formatter.h"

namespace tiltc::format {

using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;
using syntax::Operator;
using syntax::TokenKind;

void Formatter::expression(NodeId id) {
  const Node& node = tree_[id];
  if (at_extra_parenthesis(node)) {
    return parenthesized(id);
  }
  operation(node);
}

// Whether the next token is a parenthesis around the whole node: not the tuple's own, nor one of
// its first operand.
bool Formatter::at_extra_parenthesis(const Node& node) const {
  if (!node.parenthesized || !at(TokenKind::kLeftParen)) {
    return false;
  }
  const std::uint32_t here = current().token.begin;
  switch (node.kind) {
    case NodeKind::kTuple: {
      const std::uint32_t next = code_.tokens[at_ + 1].token.begin;
      return node.b == 0 ? current().partner != at_ + 1
                         : next != tree_[tree_.children[node.a]].begin;
    }
    case NodeKind::kBinary:
    case NodeKind::kCall:
    case NodeKind::kIndex:
    case NodeKind::kSlice:
    case NodeKind::kAttribute:
      return here != tree_[NodeId{node.a}].begin;
    case NodeKind::kConditional:
      return here != tree_[NodeId{node.b}].begin;
    default:
      return true;
  }
}

void Formatter::operation(const Node& node) {
  switch (node.kind) {
    case NodeKind::kTuple:
      return tuple(node);
    case NodeKind::kList:
    case NodeKind::kDict:
      return list(tree_.list(node.a, node.b), LastComma::kWhenSpread);
    case NodeKind::kDictEntry:
      return dict_entry(node);
    case NodeKind::kUnary:
      return unary(node);
    case NodeKind::kStarArgument:
    case NodeKind::kStarStarArgument:
      emit();
      return expression(NodeId{node.a});
    case NodeKind::kBinary:
      return binary(node);
    case NodeKind::kConditional:
      return conditional(node);
    case NodeKind::kCall:
      return call(node);
    case NodeKind::kNamedArgument:
      emit();
      return value_behind_sign(NodeId{node.b});
    case NodeKind::kIndex:
      return index(node);
    case NodeKind::kSlice:
      return slice(node);
    case NodeKind::kAttribute:
      return attribute(node);
    case NodeKind::kListComprehension:
    case NodeKind::kDictComprehension:
      return comprehension(node);
    case NodeKind::kLambda:
      return lambda(tree_.functions[node.a]);
    default:
      return emit();  // a name or a literal
  }
}

void Formatter::unary(const Node& node) {
  emit("", node.op == Operator::kNot ? " " : "");
  expression(NodeId{node.a});
}

// A line break at the operator stays, behind it; the right operand then stands below the left one.
void Formatter::binary(const Node& node) {
  const NodeId left{node.a};
  const NodeId right{node.b};
  const bool broken = is_broken(tree_[left].end, tree_[right].begin);
  std::optional<AlignedHere> aligned;
  if (broken) {
    aligned.emplace(printer_);
  }
  expression(left);
  emit(" ", "");
  if (node.op == Operator::kNotIn) {
    emit(" ", "");
  }
  space_or_break(broken);
  expression(right);
}

// Line breaks stay, before `if` and `else`.
void Formatter::conditional(const Node& node) {
  const Node& condition = tree_[NodeId{node.a}];
  const bool if_broken = is_broken(tree_[NodeId{node.b}].end, condition.begin);
  const bool else_broken = is_broken(condition.end, tree_[NodeId{node.c}].begin);
  std::optional<AlignedHere> aligned;
  if (if_broken || else_broken) {
    aligned.emplace(printer_);
  }
  expression(NodeId{node.b});
  space_or_break(if_broken);
  emit("", " ");
  expression(NodeId{node.a});
  space_or_break(else_broken);
  emit("", " ");
  expression(NodeId{node.c});
}

bool Formatter::is_broken_attribute(const Node& node) const {
  return node.kind == NodeKind::kAttribute && !node.parenthesized &&
         is_broken(tree_[NodeId{node.a}].end, node.end - 1);
}

void Formatter::attribute(const Node& node) {
  expression(NodeId{node.a});
  const bool broken = is_broken(tree_[NodeId{node.a}].end, code_.tokens[at_ + 1].token.begin);
  const Indented indented(printer_, broken ? kIndentation : 0);
  if (broken) {
    break_line("");
  }
  emit();
  emit();
}

void Formatter::call(const Node& node) {
  const Node& callee = tree_[NodeId{node.a}];
  expression(NodeId{node.a});
  const Indented indented(printer_, is_broken_attribute(callee) ? kIndentation : 0);
  arguments(tree_.list(node.b, node.c));
}

void Formatter::index(const Node& node) {
  expression(NodeId{node.a});
  ++bracket_depth_;
  emit();
  expression(NodeId{node.b});
  emit();
  --bracket_depth_;
}

void Formatter::slice(const Node& node) {
  expression(NodeId{node.a});
  ++bracket_depth_;
  for (const NodeId part : tree_.list(node.b, 3)) {
    if (!at(TokenKind::kRightBracket)) {
      emit();  // `[` or `:`
    }
    if (part != syntax::kNoNode) {
      expression(part);
    }
  }
  emit();
  --bracket_depth_;
}

void Formatter::lambda(const syntax::Function& function) {
  emit();
  std::string_view before = " ";
  for (const syntax::Parameter& one : function.parameters) {
    printer_.write(before);
    parameter(one);
    before = ", ";
    if (at(TokenKind::kComma)) {
      skip();
    }
  }
  emit("", " ");
  expression(function.body);
}

void Formatter::dict_entry(const Node& node) {
  expression(NodeId{node.a});
  emit("", " ");
  expression(NodeId{node.b});
}

}  // namespace tiltc::format
