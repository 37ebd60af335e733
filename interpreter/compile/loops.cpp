#include "compile/function_compiler.h"

namespace tiltc::compile {

using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;

// `range(...)` with up to three plain arguments, where nobody has rebound the name.
bool FunctionCompiler::is_range_call(NodeId id) const {
  const Node& n = node(id);
  if (n.kind != NodeKind::kCall || n.c < 1 || n.c > 3 || !is_plain(n)) {
    return false;
  }
  return is_universal(NodeId{n.a}, "range");
}

// Whether the expression is a name of the language that no file binds.
bool FunctionCompiler::is_universal(NodeId id, std::string_view name) const {
  return node(id).kind == NodeKind::kName && tree_.binding(id).scope == syntax::Scope::kUniversal &&
         tree_.name(syntax::SymbolId{node(id).a}) == name;
}

// Evaluates what is iterated over and begins. `loop` is where errors point.
FunctionCompiler::ForLoop FunctionCompiler::begin_loop(NodeId loop, NodeId iterable) {
  ForLoop result;
  result.is_range = is_range_call(iterable);
  result.slot = temporaries(result.is_range ? 3 : 2);
  if (result.is_range) {
    const Node& call = node(iterable);
    const auto arguments = tree_.list(call.b, call.c);
    for (std::uint32_t i = 0; i < arguments.size(); ++i) {
      expression_to(arguments[i], result.slot + i);
    }
    at(iterable);
    emit(Opcode::kRangePrepare, result.slot, call.c);
    emit_jump(Opcode::kJump, 0, result.test);
  } else {
    expression_to(iterable, result.slot);
    at(loop);
    emit_jump(Opcode::kForPrepare, result.slot, result.test);
    result.first = here();
  }
  return result;
}

// Emits the test at the loop's end, which jumps back to `body`.
void FunctionCompiler::end_loop(NodeId loop, ForLoop& state, Register element, Label& body) {
  at(loop);
  place(state.test);
  emit_branch(state.is_range ? Opcode::kRangeNext : Opcode::kForNext, state.slot, element, body);
  if (!state.is_range) {
    code_.loops.push_back({state.first, here(), state.slot});
  }
}

// The register that takes the elements: the variable itself where it is a plain local.
Register FunctionCompiler::loop_variable(NodeId target) {
  const auto variable = variable_of(target);
  return variable ? *variable : temporary();
}

}  // namespace tiltc::compile
