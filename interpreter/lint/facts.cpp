#include "lint/facts.h"

#include <utility>

#include "lint/walk.h"

namespace tiltc::lint {

using syntax::Binding;
using syntax::kNoNode;
using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;
using syntax::Scope;

namespace {

constexpr std::uint32_t kNoVariable = 0xFFFFFFFFU;

}  // namespace

Facts::Facts(const syntax::Tree& tree)
    : tree_(tree),
      first_local_(tree.functions.size()),
      outer_(tree.functions.size()),
      variable_of_(tree.nodes.size(), kNoVariable) {
  for (const syntax::Global& global : tree.globals) {
    variables_.push_back({.name = global.name});
  }
  for (std::uint32_t i = 0; i < tree.functions.size(); ++i) {
    first_local_[i] = static_cast<std::uint32_t>(variables_.size());
    for (const syntax::Local& local : tree.functions[i].locals) {
      variables_.push_back({.name = local.name, .function = i});
    }
  }
  function_body(0);
}

void Facts::function_body(std::uint32_t id) {
  const syntax::Function& function = tree_.functions[id];
  for (const syntax::Parameter& parameter : function.parameters) {
    if (parameter.default_value != kNoNode) {
      node(parameter.default_value);
    }
  }
  const std::uint32_t around = std::exchange(function_, id);
  outer_[id] = around;
  for (const syntax::Parameter& parameter : function.parameters) {
    if (parameter.kind != syntax::ParameterKind::kBareStar) {
      bind(parameter.binding, BoundBy::kParameter, parameter.begin, parameter.end, kNoNode);
    }
  }
  node(function.body);
  function_ = around;
}

void Facts::node(NodeId id) {
  const Node& node_here = tree_[id];
  order_.push_back(id);
  const auto child = [this](std::uint32_t field) { node(NodeId{field}); };
  switch (node_here.kind) {
    case NodeKind::kName:
      if (const auto index = index_of(tree_.binding(id), function_)) {
        variable_of_[static_cast<std::uint32_t>(id)] = *index;
        ++variables_[*index].uses;
      }
      return;
    case NodeKind::kAssign:
      child(node_here.b);
      return target(NodeId{node_here.a}, BoundBy::kAssignment, NodeId{node_here.b});
    case NodeKind::kAugmentedAssign:
      child(node_here.b);
      child(node_here.a);
      if (tree_[NodeId{node_here.a}].kind == NodeKind::kName) {
        target(NodeId{node_here.a}, BoundBy::kPart, kNoNode);
      }
      return;
    case NodeKind::kFor:
      child(node_here.b);
      target(NodeId{node_here.a}, BoundBy::kPart, kNoNode);
      return child(node_here.c);
    case NodeKind::kForClause:
      child(node_here.b);
      return target(NodeId{node_here.a}, BoundBy::kPart, kNoNode);
    case NodeKind::kDef:
      return def(id);
    case NodeKind::kLambda:
      return function_body(node_here.a);
    case NodeKind::kLoad:
      return load(node_here);
    default:
      return each_child(tree_, node_here, [this](NodeId below) { node(below); });
  }
}

void Facts::target(NodeId id, BoundBy by, NodeId value) {
  const Node& node_here = tree_[id];
  switch (node_here.kind) {
    case NodeKind::kName:
      if (const auto index = index_of(tree_.binding(id), function_)) {
        variable_of_[static_cast<std::uint32_t>(id)] = *index;
      }
      return bind(tree_.binding(id), by, node_here.anchor,
                  node_here.anchor +
                      static_cast<std::uint32_t>(tree_.name(syntax::SymbolId{node_here.a}).size()),
                  value);
    case NodeKind::kTuple:
    case NodeKind::kList:
      for (const NodeId part : tree_.list(node_here.a, node_here.b)) {
        target(part, BoundBy::kPart, kNoNode);
      }
      return;
    default:
      return node(id);  // an element or a field: its parts are used, not bound
  }
}

void Facts::def(NodeId id) {
  const Node& node_here = tree_[id];
  const auto length =
      static_cast<std::uint32_t>(tree_.name(tree_.functions[node_here.a].name).size());
  bind(tree_.binding(id), BoundBy::kDef, node_here.anchor, node_here.anchor + length, kNoNode);
  if (const auto index = index_of(tree_.binding(id), function_)) {
    variables_[*index].defined = node_here.a;
  }
  function_body(node_here.a);
}

void Facts::load(const Node& node_here) {
  for (const syntax::LoadedName& name : tree_.loads[node_here.a].names) {
    bind(name.binding, BoundBy::kLoad, name.begin, name.end, kNoNode);
  }
}

void Facts::bind(Binding binding, BoundBy by, std::uint32_t begin, std::uint32_t end,
                 NodeId value) {
  const auto index = index_of(binding, function_);
  if (!index) {
    return;
  }
  Variable& variable = variables_[*index];
  ++variable.bindings;
  variable.by = by;
  variable.begin = begin;
  variable.end = end;
  variable.value = value;
}

// Follows a variable of an outer function to where it lives.
std::optional<std::uint32_t> Facts::index_of(Binding binding, std::uint32_t function) const {
  while (binding.scope == Scope::kFree) {
    const syntax::Capture& capture = tree_.functions[function].free_variables[binding.index];
    binding = {capture.from_local ? Scope::kLocal : Scope::kFree, capture.index};
    function = outer_[function];
  }
  switch (binding.scope) {
    case Scope::kGlobal:
      return binding.index;
    case Scope::kLocal:
    case Scope::kCell:
      return first_local_[function] + binding.index;
    default:
      return std::nullopt;
  }
}

const Variable* Facts::variable(NodeId name) const {
  const std::uint32_t index = variable_of_[static_cast<std::uint32_t>(name)];
  return index == kNoVariable ? nullptr : &variables_[index];
}

const syntax::Function* Facts::function(NodeId callee) const {
  if (tree_[callee].kind != NodeKind::kName) {
    return nullptr;
  }
  const Variable* named = variable(callee);
  const bool is_certain = named != nullptr && named->by == BoundBy::kDef && named->bindings == 1;
  return is_certain ? &tree_.functions[named->defined] : nullptr;
}

std::string Facts::dotted_name(NodeId expression) const {
  const Node& node_here = tree_[expression];
  if (node_here.kind == NodeKind::kName) {
    return tree_.binding(expression).scope == Scope::kPredeclared
               ? std::string(tree_.name(syntax::SymbolId{node_here.a}))
               : std::string();
  }
  if (node_here.kind != NodeKind::kAttribute) {
    return {};
  }
  std::string owner = dotted_name(NodeId{node_here.a});
  return owner.empty() ? owner
                       : owner + "." + std::string(tree_.name(syntax::SymbolId{node_here.b}));
}

}  // namespace tiltc::lint
