#include "compile/function_compiler.h"

namespace tiltc::compile {

using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;

// A comprehension is compiled in place, into loops that add to a fresh list or dict.
void FunctionCompiler::comprehension(NodeId id, Register target) {
  at(id);
  if (node(id).kind == NodeKind::kListComprehension) {
    emit(Opcode::kMakeList, target, 0, 0);
  } else {
    emit_wide(Opcode::kMakeDict, target, 0);
  }
  const Assigned before = assigned_;
  ++comprehensions_;
  clauses(id, 0, target);
  --comprehensions_;
  assigned_ = before;
}

void FunctionCompiler::clauses(NodeId id, std::uint32_t index, Register result) {
  const Node& n = node(id);
  if (index == n.c) {
    element(id, result);
    return;
  }
  const NodeId clause = tree_.list(n.b, n.c)[index];
  if (node(clause).kind == NodeKind::kForClause) {
    for_clause(id, index, result);
    return;
  }
  Label skip;
  branch(NodeId{node(clause).a}, skip, When::kFalse);
  clauses(id, index + 1, result);
  place(skip);
}

void FunctionCompiler::for_clause(NodeId id, std::uint32_t index, Register result) {
  const NodeId clause = tree_.list(node(id).b, node(id).c)[index];
  const NodeId target{node(clause).a};
  const Register mark = top_;
  ForLoop loop = begin_loop(clause, NodeId{node(clause).b});
  Label body;
  place(body);
  const Register element = loop_variable(target);
  if (variable_of(target)) {
    assigned_.add(element);
  } else {
    assign(target, element);
  }
  clauses(id, index + 1, result);
  end_loop(clause, loop, element, body);
  top_ = mark;
}

void FunctionCompiler::element(NodeId id, Register result) {
  const NodeId value{node(id).a};
  const Register mark = top_;
  if (node(id).kind == NodeKind::kListComprehension) {
    const Register element = expression(value);
    at(id);
    emit(Opcode::kListAppend, result, element);
  } else {
    const Register key = expression(NodeId{node(value).a});
    const Register mapped = expression(NodeId{node(value).b});
    at(value);
    emit(Opcode::kDictSet, result, key, mapped);
  }
  top_ = mark;
}

}  // namespace tiltc::compile
