#pragma once

#include "syntax/ast.h"

namespace tiltc::lint {

// Calls visit(NodeId) for each node directly below, in the order of the text. Bodies of functions
// and defaults of their parameters are not below the def: see functions.
template <class Visit>
void each_child(const syntax::Tree& tree, const syntax::Node& node, const Visit& visit) {
  using syntax::NodeId;
  using syntax::NodeKind;
  const auto list = [&](std::uint32_t first, std::uint32_t count) {
    for (const NodeId id : tree.list(first, count)) {
      if (id != syntax::kNoNode) {
        visit(id);
      }
    }
  };
  const auto some = [&](auto... fields) {
    const std::uint32_t ids[] = {fields...};
    for (const std::uint32_t id : ids) {
      if (NodeId{id} != syntax::kNoNode) {
        visit(NodeId{id});
      }
    }
  };
  switch (node.kind) {
    case NodeKind::kTuple:
    case NodeKind::kList:
    case NodeKind::kDict:
    case NodeKind::kBlock:
      return list(node.a, node.b);
    case NodeKind::kCall:
      some(node.a);
      return list(node.b, node.c);
    case NodeKind::kSlice:
      some(node.a);
      return list(node.b, 3);
    case NodeKind::kListComprehension:
    case NodeKind::kDictComprehension:
      some(node.a);
      return list(node.b, node.c);
    case NodeKind::kUnary:
    case NodeKind::kAttribute:
    case NodeKind::kStarArgument:
    case NodeKind::kStarStarArgument:
    case NodeKind::kIfClause:
    case NodeKind::kExpressionStatement:
    case NodeKind::kReturn:
      return some(node.a);
    case NodeKind::kNamedArgument:
      return some(node.b);
    case NodeKind::kBinary:
    case NodeKind::kDictEntry:
    case NodeKind::kIndex:
    case NodeKind::kForClause:
    case NodeKind::kAssign:
    case NodeKind::kAugmentedAssign:
    case NodeKind::kWhile:
      return some(node.a, node.b);
    case NodeKind::kConditional:
    case NodeKind::kIf:
    case NodeKind::kFor:
      return some(node.a, node.b, node.c);
    default:
      return;
  }
}

}  // namespace tiltc::lint
