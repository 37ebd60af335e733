#include "library/signatures.h"
#include "lint/facts.h"

// The types of expressions, as far as they are certain.
namespace tiltc::lint {

using syntax::kNoNode;
using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;
using syntax::Operator;
using syntax::Scope;

namespace {

// Types are not looked for deeper in expressions, nor over longer chains of variables.
constexpr int kMaxDepth = 12;

std::optional<Kind> type_of_literal(NodeKind kind) {
  switch (kind) {
    case NodeKind::kInt:
      return Kind::kInt;
    case NodeKind::kFloat:
      return Kind::kFloat;
    case NodeKind::kString:
      return Kind::kString;
    case NodeKind::kBytes:
      return Kind::kBytes;
    case NodeKind::kTuple:
      return Kind::kTuple;
    case NodeKind::kList:
    case NodeKind::kListComprehension:
      return Kind::kList;
    case NodeKind::kDict:
    case NodeKind::kDictComprehension:
      return Kind::kDict;
    case NodeKind::kLambda:
      return Kind::kFunction;
    default:
      return std::nullopt;
  }
}

bool makes_bool(Operator op) {
  switch (op) {
    case Operator::kEqual:
    case Operator::kNotEqual:
    case Operator::kLess:
    case Operator::kLessEqual:
    case Operator::kGreater:
    case Operator::kGreaterEqual:
    case Operator::kIn:
    case Operator::kNotIn:
    case Operator::kNot:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::optional<Kind> Facts::type(NodeId expression) const {
  return type_of(expression, kMaxDepth);
}

std::optional<Kind> Facts::type_of(NodeId expression, int depth) const {
  const Node& node = tree_[expression];
  if (depth == 0) {
    return std::nullopt;
  }
  switch (node.kind) {
    case NodeKind::kName:
      return type_of_name(expression, depth - 1);
    case NodeKind::kCall:
      return type_of_call(node, depth - 1);
    case NodeKind::kUnary:
    case NodeKind::kBinary:
      return type_of_operation(node, depth - 1);
    case NodeKind::kConditional: {
      const auto type = type_of(NodeId{node.b}, depth - 1);
      return type == type_of(NodeId{node.c}, depth - 1) ? type : std::nullopt;
    }
    default:
      return type_of_literal(node.kind);
  }
}

std::optional<Kind> Facts::type_of_name(NodeId name, int depth) const {
  if (tree_.binding(name).scope == Scope::kUniversal) {
    const std::string_view text = tree_.name(syntax::SymbolId{tree_[name].a});
    if (text == "None") {
      return Kind::kNone;
    }
    return text == "True" || text == "False" ? Kind::kBool : Kind::kBuiltin;
  }
  const Variable* named = variable(name);
  if (named == nullptr || named->bindings != 1) {
    return std::nullopt;
  }
  if (named->by == BoundBy::kDef) {
    return Kind::kFunction;
  }
  return named->by == BoundBy::kAssignment ? type_of(named->value, depth) : std::nullopt;
}

std::optional<Kind> Facts::type_of_call(const Node& call, int depth) const {
  const Node& callee = tree_[NodeId{call.a}];
  const library::Signature* signature = nullptr;
  if (callee.kind == NodeKind::kName && tree_.binding(NodeId{call.a}).scope == Scope::kUniversal) {
    signature = library::universal_signature(tree_.name(syntax::SymbolId{callee.a}));
  } else if (callee.kind == NodeKind::kAttribute) {
    const auto receiver = type_of(NodeId{callee.a}, depth);
    signature = receiver
                    ? library::method_signature(*receiver, tree_.name(syntax::SymbolId{callee.b}))
                    : nullptr;
  }
  return signature != nullptr ? signature->result : std::nullopt;
}

std::optional<Kind> Facts::type_of_operation(const Node& node, int depth) const {
  if (makes_bool(node.op)) {
    return Kind::kBool;
  }
  const auto left = type_of(NodeId{node.a}, depth);
  if (node.kind == NodeKind::kUnary || !left) {
    return std::nullopt;
  }
  if (node.op == Operator::kModulo && left == Kind::kString) {
    return Kind::kString;
  }
  const bool keeps_type =
      node.op == Operator::kAdd || node.op == Operator::kAnd || node.op == Operator::kOr;
  return keeps_type && left == type_of(NodeId{node.b}, depth) ? left : std::nullopt;
}

}  // namespace tiltc::lint
