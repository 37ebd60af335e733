#include "vm/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "lint/facts.h"
#include "lint/walk.h"
#include "resolve/resolve.h"
#include "syntax/parse.h"

namespace tiltc::vm {
namespace {

using lint::BoundBy;
using lint::Variable;
using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;
using syntax::Tree;

bool is_literal(NodeKind kind) {
  switch (kind) {
    case NodeKind::kInt:
    case NodeKind::kFloat:
    case NodeKind::kString:
    case NodeKind::kBytes:
      return true;
    default:
      return false;
  }
}

bool is_positional(NodeKind kind) {
  return kind != NodeKind::kNamedArgument && kind != NodeKind::kStarArgument &&
         kind != NodeKind::kStarStarArgument;
}

bool is_operation(NodeKind kind) {
  switch (kind) {
    case NodeKind::kUnary:
    case NodeKind::kBinary:
    case NodeKind::kIndex:
    case NodeKind::kSlice:
    case NodeKind::kAttribute:
    case NodeKind::kCall:
    case NodeKind::kFor:
    case NodeKind::kForClause:
    case NodeKind::kDictEntry:
    case NodeKind::kAssign:
    case NodeKind::kAugmentedAssign:
      return true;
    default:
      return false;
  }
}

std::optional<NodeId> operation_at(const Tree& tree, std::uint32_t anchor) {
  for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
    if (tree.nodes[i].anchor == anchor && is_operation(tree.nodes[i].kind)) {
      return NodeId{i};
    }
  }
  return std::nullopt;
}

// A method's call works on its receiver; a function that is no function is itself the operand; for
// other calls it is clear only when there is one argument.
std::vector<NodeId> operands_of_call(const Tree& tree, const Node& call, std::string_view code) {
  const Node& callee = tree[NodeId{call.a}];
  if (code == "not-callable") {
    return {NodeId{call.a}};
  }
  if (code == "frozen" || code == "changed-during-iteration") {
    return callee.kind == NodeKind::kAttribute ? std::vector{NodeId{callee.a}}
                                               : std::vector<NodeId>{};
  }
  const auto arguments = tree.list(call.b, call.c);
  const bool is_its_argument = (code == "not-iterable" || code == "no-length") &&
                               arguments.size() == 1 && is_positional(tree[arguments[0]].kind);
  return is_its_argument ? std::vector{arguments[0]} : std::vector<NodeId>{};
}

std::vector<NodeId> operands(const Tree& tree, const Node& operation, std::string_view code) {
  switch (operation.kind) {
    case NodeKind::kUnary:
    case NodeKind::kAttribute:
    case NodeKind::kSlice:
    case NodeKind::kDictEntry:
      return {NodeId{operation.a}};
    case NodeKind::kBinary:
    case NodeKind::kIndex:
      return {NodeId{operation.a}, NodeId{operation.b}};
    case NodeKind::kAugmentedAssign:
      return code == "not-iterable" ? std::vector{NodeId{operation.b}}
                                    : std::vector{NodeId{operation.a}, NodeId{operation.b}};
    case NodeKind::kFor:
    case NodeKind::kForClause:
      // What cannot be unpacked is an element, which the text does not show.
      return code == "not-iterable" ? std::vector{NodeId{operation.b}} : std::vector<NodeId>{};
    case NodeKind::kAssign: {
      const Node& target = tree[NodeId{operation.a}];
      return {target.kind == NodeKind::kIndex || target.kind == NodeKind::kAttribute
                  ? NodeId{target.a}
                  : NodeId{operation.b}};
    }
    case NodeKind::kCall:
      return operands_of_call(tree, operation, code);
    default:
      return {};
  }
}

// Literals show their value by themselves.
std::string label_text(const Tree& tree, NodeId operand, const std::string& text) {
  return is_literal(tree[operand].kind) ? text.substr(0, text.find(": ")) : text;
}

std::string_view how_bound(BoundBy by) {
  switch (by) {
    case BoundBy::kAssignment:
      return "assigned";
    case BoundBy::kDef:
      return "defined";
    case BoundBy::kLoad:
      return "loaded";
    default:
      return {};
  }
}

// Where a variable with only one place of binding has its value from, unless it is near by.
void tell_binding(Diagnostic& diagnostic, const Tree& tree, const Variable& variable) {
  const std::string_view how = how_bound(variable.by);
  const Span place{tree.source, variable.begin, variable.end};
  if (variable.bindings != 1 || how.empty() ||
      place.position().line == diagnostic.primary.span.position().line) {
    return;
  }
  diagnostic.also(place, fmt::format("`{}` is {} here", tree.name(variable.name), how));
}

bool returns_value(const Tree& tree, NodeId statement) {
  const Node& node = tree[statement];
  if (node.kind == NodeKind::kReturn) {
    return NodeId{node.a} != syntax::kNoNode;
  }
  bool found = false;
  lint::each_child(tree, node, [&](NodeId child) {
    found = found || (node.kind != NodeKind::kDef && returns_value(tree, child));
  });
  return found;
}

// None that came out of a function without `return`: the usual reason for a None that surprises.
void tell_where_none_is_from(Diagnostic& diagnostic, const Tree& tree, const lint::Facts& facts,
                             NodeId operand) {
  const Variable* variable =
      tree[operand].kind == NodeKind::kName ? facts.variable(operand) : nullptr;
  const bool is_certain =
      variable != nullptr && variable->bindings == 1 && variable->by == BoundBy::kAssignment;
  const NodeId value = is_certain ? variable->value : operand;
  if (tree[value].kind != NodeKind::kCall) {
    return;
  }
  const syntax::Function* function = facts.function(NodeId{tree[value].a});
  if (function != nullptr && !returns_value(tree, function->body)) {
    const std::string_view name = tree.name(function->name);
    const auto begin = static_cast<std::uint32_t>(
        tree.source->text().find(name, function->begin + std::string_view("def").size()));
    diagnostic.also({tree.source, begin, begin + static_cast<std::uint32_t>(name.size())},
                    fmt::format("`{}` has no `return` with a value", name));
  }
}

// The loop that goes over the variable while it is changed.
void tell_loop(Diagnostic& diagnostic, const Tree& tree, const lint::Facts& facts,
               const Variable& variable) {
  const std::uint32_t place = diagnostic.primary.span.begin;
  facts.each_node([&](NodeId id) {
    const Node& node = tree[id];
    if (node.kind == NodeKind::kFor && node.begin < place && place < node.end &&
        tree[NodeId{node.b}].kind == NodeKind::kName &&
        facts.variable(NodeId{node.b}) == &variable) {
      diagnostic.also(tree.span(NodeId{node.b}), "this loop goes over it");
    }
  });
}

// Labels whose operand is not in the text. Two that were compared, inside sorted() say, are told in
// a note.
void drop_unplaced(Diagnostic& diagnostic) {
  const auto is_unplaced = [](const Label& label) { return !label.span; };
  const auto unplaced =
      std::count_if(diagnostic.secondary.begin(), diagnostic.secondary.end(), is_unplaced);
  if (diagnostic.code == "not-comparable" && unplaced == 2 && diagnostic.secondary.size() == 2) {
    diagnostic.note(fmt::format("compared were {} and {}", diagnostic.secondary[0].text,
                                diagnostic.secondary[1].text));
  }
  std::erase_if(diagnostic.secondary, is_unplaced);
}

void tell_operands(Diagnostic& diagnostic, const Tree& tree, const lint::Facts& facts) {
  const auto operation = operation_at(tree, diagnostic.primary.span.begin);
  const std::vector<NodeId> found =
      operation ? operands(tree, tree[*operation], diagnostic.code) : std::vector<NodeId>{};
  std::size_t next = 0;
  std::vector<const Variable*> named;
  std::vector<NodeId> empty;
  for (Label& label : diagnostic.secondary) {
    if (label.span || next == found.size()) {
      continue;
    }
    const NodeId operand = found[next++];
    if (label.text == "None") {
      empty.push_back(operand);
    }
    label = {tree.span(operand), label_text(tree, operand, label.text)};
    if (tree[operand].kind == NodeKind::kName && facts.variable(operand) != nullptr) {
      named.push_back(facts.variable(operand));
    }
  }
  drop_unplaced(diagnostic);
  for (const Variable* variable : named) {
    if (diagnostic.code == "changed-during-iteration") {
      tell_loop(diagnostic, tree, facts, *variable);
    } else {
      tell_binding(diagnostic, tree, *variable);
    }
  }
  for (const NodeId operand : empty) {
    tell_where_none_is_from(diagnostic, tree, facts, operand);
  }
}

// An unbound variable: where the name gets its value, and what makes it a function's own.
void tell_unbound(Diagnostic& diagnostic, const Tree& tree, const lint::Facts& facts) {
  const std::uint32_t place = diagnostic.primary.span.begin;
  for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
    const Node& node = tree.nodes[i];
    if (node.kind != NodeKind::kName || node.anchor != place) {
      continue;
    }
    const Variable* variable = facts.variable(NodeId{i});
    if (variable == nullptr) {
      return;
    }
    tell_binding(diagnostic, tree, *variable);
    const bool is_global =
        std::any_of(tree.globals.begin(), tree.globals.end(),
                    [&](const syntax::Global& global) { return global.name == variable->name; });
    if (variable->function != 0 && is_global) {
      diagnostic.note("a name that a function assigns is its own there, not the file's");
    }
    return;
  }
}

}  // namespace

void explain(Diagnostic& diagnostic) {
  const bool has_operands = std::any_of(diagnostic.secondary.begin(), diagnostic.secondary.end(),
                                        [](const Label& label) { return !label.span; });
  const bool is_unbound = diagnostic.code == "unbound-variable";
  if (!has_operands && !is_unbound) {
    return;
  }
  Diagnostics ignored;
  Tree tree = syntax::parse(diagnostic.primary.span.source, ignored);
  const PredeclaredNames any{[](std::string_view) { return true; }, {}};
  resolve(tree, Dialect{}, any, ignored);
  const lint::Facts facts(tree);
  if (has_operands) {
    tell_operands(diagnostic, tree, facts);
  }
  if (is_unbound) {
    tell_unbound(diagnostic, tree, facts);
  }
}

}  // namespace tiltc::vm
