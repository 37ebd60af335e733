#include <algorithm>

#include "compile/function_compiler.h"

namespace tiltc::compile {

using syntax::kNoNode;
using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;

// Whether all arguments are positional.
bool FunctionCompiler::is_plain(const Node& n) const {
  const auto arguments = tree_.list(n.b, n.c);
  return std::none_of(arguments.begin(), arguments.end(), [this](NodeId argument) {
    const NodeKind kind = node(argument).kind;
    return kind == NodeKind::kNamedArgument || kind == NodeKind::kStarArgument ||
           kind == NodeKind::kStarStarArgument;
  });
}

void FunctionCompiler::call(NodeId id, Register target) {
  const Node& n = node(id);
  if (node(NodeId{n.a}).kind == NodeKind::kAttribute) {
    return method_call(id, target);
  }
  if (fast_call(id, target)) {
    return;
  }
  const Register window = temporary();
  expression_to(NodeId{n.a}, window);
  arguments(n);
  at(id);
  if (is_plain(n)) {
    emit(Opcode::kCall, window, n.c, target);
  } else {
    emit(Opcode::kCallSite, window, call_site(n), target);
  }
}

// Calls of universal functions that have instructions of their own.
bool FunctionCompiler::fast_call(NodeId id, Register target) {
  const Node& n = node(id);
  if (n.c != 1 || !is_plain(n)) {
    return false;
  }
  const bool length = is_universal(NodeId{n.a}, "len");
  if (!length && !is_universal(NodeId{n.a}, "type")) {
    return false;
  }
  const Register operand = expression(tree_.list(n.b, n.c)[0]);
  at(id);
  emit(length ? Opcode::kLength : Opcode::kTypeName, target, operand);
  return true;
}

// x.name(...): the attribute is looked up by the call itself, so that no bound method is made. The
// language looks it up before the arguments are evaluated; where that can be told apart, it is
// checked first.
void FunctionCompiler::method_call(NodeId id, Register target) {
  const Node& n = node(id);
  const Node& callee = node(NodeId{n.a});
  const Register window = temporary();
  expression_to(NodeId{callee.a}, window);
  const std::uint32_t site = attribute_site(syntax::SymbolId{callee.b});
  const auto list = tree_.list(n.b, n.c);
  at(callee.anchor);
  if (!std::all_of(list.begin(), list.end(), [this](NodeId a) { return is_simple_argument(a); })) {
    emit(Opcode::kCheckAttribute, window, 0, site);
  }
  arguments(n);
  // A missing attribute is reported at the first word's place, a failing call at the second's.
  at(callee.anchor);
  if (is_plain(n)) {
    emit(Opcode::kCallMethod, window, n.c, target);
  } else {
    emit(Opcode::kCallMethodSite, window, call_site(n), target);
  }
  at(id);
  emit(Opcode::kExtra, site & 0xFFFFU, site >> 16U, target);
}

// Whether evaluating it cannot fail and changes nothing.
bool FunctionCompiler::is_simple_argument(NodeId id) {
  const Node& n = node(id);
  if (n.kind == NodeKind::kNamedArgument) {
    return is_simple_argument(NodeId{n.b});
  }
  const auto variable = variable_of(id);
  return (variable && assigned_.has(*variable)) || state_.constants.value_of(id).has_value();
}

// Evaluates the arguments into new temporaries, in the order of the text.
void FunctionCompiler::arguments(const Node& n) {
  const Register first = temporaries(n.c);
  const auto list = tree_.list(n.b, n.c);
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    const Node& argument = node(list[i]);
    switch (argument.kind) {
      case NodeKind::kNamedArgument:
        expression_to(NodeId{argument.b}, first + i);
        break;
      case NodeKind::kStarArgument:
      case NodeKind::kStarStarArgument:
        expression_to(NodeId{argument.a}, first + i);
        break;
      default:
        expression_to(list[i], first + i);
    }
  }
}

std::uint32_t FunctionCompiler::call_site(const Node& n) {
  CallSite site;
  for (const NodeId id : tree_.list(n.b, n.c)) {
    const Node& argument = node(id);
    switch (argument.kind) {
      case NodeKind::kNamedArgument:
        site.names.push_back(symbol(syntax::SymbolId{argument.a}));
        break;
      case NodeKind::kStarArgument:
        site.star = true;
        break;
      case NodeKind::kStarStarArgument:
        site.star_star = true;
        break;
      default:
        ++site.positional;
    }
  }
  code_.call_sites.push_back(std::move(site));
  if (code_.call_sites.size() > 0xFFFF) {
    fail("it has too many calls with named arguments", function_.begin, function_.end);
  }
  return static_cast<std::uint32_t>(code_.call_sites.size() - 1);
}

// A def or lambda as a value: defaults are evaluated now, in the order of the text.
void FunctionCompiler::make_function(std::uint32_t function, Register target) {
  const syntax::Function& made = tree_.functions[function];
  const std::uint32_t begin = offset_;
  const Register first = top_;
  bool optional = false;
  for (const syntax::Parameter& p : made.parameters) {
    optional = optional || p.default_value != kNoNode;
    if (!optional || p.kind != syntax::ParameterKind::kPlain) {
      continue;
    }
    const Register slot = temporary();
    if (p.default_value == kNoNode) {
      emit(Opcode::kUnbind, slot, slot);
    } else {
      expression_to(p.default_value, slot);
    }
  }
  at(begin);
  emit(Opcode::kMakeFunction, target, first, function);
}

}  // namespace tiltc::compile
