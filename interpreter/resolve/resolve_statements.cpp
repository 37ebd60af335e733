#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "resolve/resolver.h"
#include "syntax/parse.h"

namespace tiltc {

using syntax::kNoNode;
using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;

void Resolver::statements(NodeId block) {
  const Node& node = tree_[block];
  for (std::uint32_t i = 0; i < node.b; ++i) {
    statement(tree_.children[node.a + i]);
  }
}

void Resolver::statement(NodeId id) {
  const Node& node = tree_[id];
  switch (node.kind) {
    case NodeKind::kExpressionStatement:
      return expression(NodeId{node.a});
    case NodeKind::kAssign:
    case NodeKind::kAugmentedAssign:
      expression(NodeId{node.b});
      return assign(NodeId{node.a});
    case NodeKind::kIf:
      return if_statement(node);
    case NodeKind::kFor:
      return for_statement(node);
    case NodeKind::kWhile:
      return while_statement(node);
    case NodeKind::kDef:
      return def(id);
    case NodeKind::kReturn:
      return check_return(node);
    case NodeKind::kBreak:
      return check_loop_word(node, "break");
    case NodeKind::kContinue:
      return check_loop_word(node, "continue");
    case NodeKind::kLoad:
      return load(node);
    case NodeKind::kBlock:
      return statements(id);
    default:
      return;
  }
}

void Resolver::if_statement(const Node& node) {
  check_control(node, "if");
  expression(NodeId{node.a});
  ++conditionals_;
  statements(NodeId{node.b});
  if (NodeId{node.c} != kNoNode) {
    statement(NodeId{node.c});
  }
  --conditionals_;
}

void Resolver::for_statement(const Node& node) {
  check_control(node, "for");
  expression(NodeId{node.b});
  assign(NodeId{node.a});
  ++loops_;
  statements(NodeId{node.c});
  --loops_;
}

void Resolver::while_statement(const Node& node) {
  if (!dialect_.while_statement) {
    misplaced(node, "while", "this dialect has no `while`");
  } else {
    check_control(node, "while");
  }
  expression(NodeId{node.a});
  ++loops_;
  statements(NodeId{node.b});
  --loops_;
}

// Binds the names of a target and uses those it is reached through.
void Resolver::assign(NodeId target) {
  const Node& node = tree_[target];
  switch (node.kind) {
    case NodeKind::kName:
      return bind_name(target, syntax::SymbolId{node.a});
    case NodeKind::kTuple:
    case NodeKind::kList:
      for (std::uint32_t i = 0; i < node.b; ++i) {
        assign(tree_.children[node.a + i]);
      }
      return;
    default:
      return expression(target);
  }
}

void Resolver::def(NodeId id) {
  const std::uint32_t index = tree_[id].a;
  bind_name(id, tree_.functions[index].name);
  function(index);
}

// Defaults belong to the block around the function.
void Resolver::function(std::uint32_t id) {
  syntax::Function& function = tree_.functions[id];
  for (const syntax::Parameter& parameter : function.parameters) {
    if (parameter.default_value != kNoNode) {
      expression(parameter.default_value);
    }
  }
  const InBlock body(*this, id, true);
  const std::uint32_t loops = std::exchange(loops_, 0);
  const std::uint32_t conditionals = std::exchange(conditionals_, 0);
  bind_parameters(function);
  if (function.is_lambda) {
    expression(function.body);
  } else {
    statements(function.body);
  }
  loops_ = loops;
  conditionals_ = conditionals;
}

void Resolver::bind_parameters(syntax::Function& function) {
  for (syntax::Parameter& parameter : function.parameters) {
    if (parameter.kind != syntax::ParameterKind::kBareStar) {
      parameter.binding = bind_local(parameter.name);
    }
  }
}

void Resolver::load(const Node& node) {
  check_load_place(node);
  for (syntax::LoadedName& name : tree_.loads[node.a].names) {
    name.binding = dialect_.load_binds_globally ? bind_global(name.local, name.begin)
                                                : bind_loaded(name.local, name.begin);
  }
}

void Resolver::check_load_place(const Node& node) {
  if (current_function() != 0) {
    misplaced(node, "load", "`load` inside a function");
  } else if (loops_ > 0) {
    misplaced(node, "load", "`load` inside a loop");
  } else if (conditionals_ > 0) {
    misplaced(node, "load", "`load` inside an `if`");
  }
}

void Resolver::check_loop_word(const Node& node, std::string_view word) {
  if (loops_ == 0) {
    misplaced(node, word, fmt::format("`{}` outside a loop", word));
  }
}

void Resolver::check_return(const Node& node) {
  if (current_function() == 0) {
    misplaced(node, "return", "`return` outside a function");
  }
  if (NodeId{node.a} != kNoNode) {
    expression(NodeId{node.a});
  }
}

void Resolver::check_control(const Node& node, std::string_view word) {
  if (!dialect_.top_level_control && current_function() == 0) {
    misplaced(node, word, fmt::format("`{}` outside a function", word));
  }
}

void Resolver::misplaced(const Node& node, std::string_view word, std::string message) {
  const auto length = static_cast<std::uint32_t>(word.size());
  Diagnostic diagnostic = error("misplaced-statement", std::move(message))
                              .at({tree_.source, node.begin, node.begin + length});
  if (word == "load") {
    diagnostic.note("`load` stands at the top level of a file")
        .with_help("load_dynamic(path) loads a file from anywhere");
  }
  report(std::move(diagnostic));
}

void Resolver::expressions(std::uint32_t first, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) {
    expression(tree_.children[first + i]);
  }
}

void Resolver::expression(NodeId id) {
  const Node& node = tree_[id];
  switch (node.kind) {
    case NodeKind::kName:
      return use(id);
    case NodeKind::kTuple:
    case NodeKind::kList:
    case NodeKind::kDict:
      return expressions(node.a, node.b);
    case NodeKind::kCall:
      expression(NodeId{node.a});
      return expressions(node.b, node.c);
    case NodeKind::kSlice:
      return slice(node);
    case NodeKind::kListComprehension:
    case NodeKind::kDictComprehension:
      return comprehension(node);
    case NodeKind::kLambda:
      return function(node.a);
    default:
      return children_of(node);
  }
}

// Kinds whose children are single nodes.
void Resolver::children_of(const Node& node) {
  switch (node.kind) {
    case NodeKind::kUnary:
    case NodeKind::kAttribute:
    case NodeKind::kStarArgument:
    case NodeKind::kStarStarArgument:
      return expression(NodeId{node.a});
    case NodeKind::kNamedArgument:
      return expression(NodeId{node.b});
    case NodeKind::kBinary:
    case NodeKind::kDictEntry:
    case NodeKind::kIndex:
      expression(NodeId{node.a});
      return expression(NodeId{node.b});
    case NodeKind::kConditional:
      expression(NodeId{node.a});
      expression(NodeId{node.b});
      return expression(NodeId{node.c});
    default:
      return;
  }
}

void Resolver::slice(const Node& node) {
  expression(NodeId{node.a});
  for (std::uint32_t i = 0; i < 3; ++i) {
    const NodeId part = tree_.children[node.b + i];
    if (part != kNoNode) {
      expression(part);
    }
  }
}

// The first iterable belongs to the block around it: [x for x in x].
void Resolver::comprehension(const Node& node) {
  const auto clauses = tree_.list(node.b, node.c);
  expression(NodeId{tree_[clauses[0]].b});
  const InBlock inside(*this, current_function(), false);
  assign(NodeId{tree_[clauses[0]].a});
  for (const NodeId id : clauses.subspan(1)) {
    const Node& clause = tree_[id];
    if (clause.kind == NodeKind::kForClause) {
      assign(NodeId{clause.a});
      expression(NodeId{clause.b});
    } else {
      expression(NodeId{clause.a});
    }
  }
  expression(NodeId{node.a});
}

}  // namespace tiltc
