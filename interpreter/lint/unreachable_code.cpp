#include <algorithm>

#include "lint/passes.h"
#include "lint/walk.h"

namespace tiltc::lint {
namespace {

using syntax::kNoNode;
using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;
using syntax::Tree;

bool ends(const Tree& tree, NodeId statement);

bool block_ends(const Tree& tree, const Node& block) {
  const auto statements = tree.list(block.a, block.b);
  return std::any_of(statements.begin(), statements.end(),
                     [&tree](NodeId statement) { return ends(tree, statement); });
}

bool is_true(const Tree& tree, NodeId condition) {
  const Node& node = tree[condition];
  return node.kind == NodeKind::kName && tree.name(syntax::SymbolId{node.a}) == "True" &&
         tree.binding(condition).scope == syntax::Scope::kUniversal;
}

// Whether a `break` below ends the loop that `node` is in.
bool breaks(const Tree& tree, NodeId id) {
  const Node& node = tree[id];
  if (node.kind == NodeKind::kBreak) {
    return true;
  }
  if (node.kind == NodeKind::kFor || node.kind == NodeKind::kWhile) {
    return false;
  }
  bool found = false;
  each_child(tree, node, [&](NodeId child) { found = found || breaks(tree, child); });
  return found;
}

// Whether what stands behind the statement is never reached from it.
bool ends(const Tree& tree, NodeId statement) {
  const Node& node = tree[statement];
  switch (node.kind) {
    case NodeKind::kReturn:
    case NodeKind::kBreak:
    case NodeKind::kContinue:
      return true;
    case NodeKind::kBlock:
      return block_ends(tree, node);
    case NodeKind::kIf:
      return NodeId{node.c} != kNoNode && ends(tree, NodeId{node.b}) && ends(tree, NodeId{node.c});
    case NodeKind::kWhile:
      return is_true(tree, NodeId{node.a}) && !breaks(tree, NodeId{node.b});
    default:
      return false;
  }
}

// The word that a statement begins with.
Span first_word(const Tree& tree, NodeId statement) {
  const Span whole = tree.span(statement);
  const std::string_view text = whole.text();
  const auto length = std::min(text.find_first_of(" \t\r\n:;"), text.size());
  return {whole.source, whole.begin, whole.begin + static_cast<std::uint32_t>(length)};
}

}  // namespace

void find_unreachable_code(const Facts& facts, const Report& report) {
  const Tree& tree = facts.tree();
  facts.each_node([&](NodeId id) {
    if (tree[id].kind != NodeKind::kBlock) {
      return;
    }
    const auto statements = tree.list(tree[id].a, tree[id].b);
    const auto last = std::find_if(statements.begin(), statements.end(),
                                   [&tree](NodeId one) { return ends(tree, one); });
    if (last == statements.end() || last + 1 == statements.end()) {
      return;
    }
    report(warning("unreachable-code", "this is never reached")
               .at(tree.span(*(last + 1)))
               .also(first_word(tree, *last), "nothing goes on behind this"));
  });
}

}  // namespace tiltc::lint
