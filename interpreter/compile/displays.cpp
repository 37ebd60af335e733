#include "compile/function_compiler.h"

namespace tiltc::compile {

using syntax::Node;
using syntax::NodeId;

void FunctionCompiler::list_display(NodeId id, Register target) {
  const Node& n = node(id);
  at(id);
  if (const auto constant = state_.constants.template_of(id)) {
    take_template(target, *constant);
    return;
  }
  if (n.b > kMaxWindow) {
    emit(Opcode::kMakeList, target, 0, 0);
    append_elements(n, target);
    return;
  }
  const Register window = temporaries(n.b);
  for (std::uint32_t i = 0; i < n.b; ++i) {
    expression_to(tree_.list(n.a, n.b)[i], window + i);
  }
  at(id);
  emit(Opcode::kMakeList, target, window, n.b);
}

// A display that is evaluated once at most, because it stands in the file itself outside of all
// loops, needs no copy: what the compiler made is the value.
void FunctionCompiler::take_template(Register target, Value pattern) {
  const bool once =
      &function_ == &tree_.functions.front() && loops_.empty() && comprehensions_ == 0;
  emit_wide(once ? Opcode::kLoadConstant : Opcode::kCopyTemplate, target,
            state_.constants.index_of(pattern));
}

void FunctionCompiler::append_elements(const Node& n, Register list) {
  for (const NodeId element : tree_.list(n.a, n.b)) {
    const Register mark = top_;
    emit(Opcode::kListAppend, list, expression(element));
    top_ = mark;
  }
}

void FunctionCompiler::tuple_display(NodeId id, Register target) {
  const Node& n = node(id);
  if (n.b > kMaxWindow) {
    emit(Opcode::kMakeList, target, 0, 0);
    append_elements(n, target);
    at(id);
    emit(Opcode::kListToTuple, target);
    return;
  }
  const Register window = temporaries(n.b);
  for (std::uint32_t i = 0; i < n.b; ++i) {
    expression_to(tree_.list(n.a, n.b)[i], window + i);
  }
  at(id);
  emit(Opcode::kMakeTuple, target, window, n.b);
}

void FunctionCompiler::dict_display(NodeId id, Register target) {
  const Node& n = node(id);
  at(id);
  if (const auto constant = state_.constants.template_of(id)) {
    take_template(target, *constant);
    return;
  }
  emit_wide(Opcode::kMakeDict, target, n.b);
  for (const NodeId entry : tree_.list(n.a, n.b)) {
    const Register mark = top_;
    const Register key = expression(NodeId{node(entry).a});
    const Register value = expression(NodeId{node(entry).b});
    at(entry);
    emit(Opcode::kDictInsert, target, key, value);
    top_ = mark;
  }
}

}  // namespace tiltc::compile
