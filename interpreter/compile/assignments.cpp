#include "compile/function_compiler.h"

namespace tiltc::compile {

using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;
using syntax::Operator;
using syntax::Scope;

namespace {

Opcode opcode_of_operator(Operator op) {
  switch (op) {
    case Operator::kAdd:
      return Opcode::kInplaceAdd;
    case Operator::kBitOr:
      return Opcode::kInplaceOr;
    default:
      return binary_opcode(op);
  }
}

bool is_sequence_target(const Node& n) {
  return n.kind == NodeKind::kTuple || n.kind == NodeKind::kList;
}

}  // namespace

// The register of a plain local variable; nothing for other targets.
std::optional<Register> FunctionCompiler::variable_of(NodeId target) const {
  if (node(target).kind != NodeKind::kName || tree_.binding(target).scope != Scope::kLocal) {
    return std::nullopt;
  }
  return tree_.binding(target).index;
}

void FunctionCompiler::assign_statement(NodeId id) {
  const NodeId target{node(id).a};
  const NodeId value{node(id).b};
  if (const auto variable = variable_of(target)) {
    expression_to(value, *variable);
    assigned_.add(*variable);
  } else {
    const Register result = expression(value);
    at(id);
    assign(target, result);
  }
}

void FunctionCompiler::assign(NodeId target, Register value) {
  const Node& n = node(target);
  const Register mark = top_;
  if (n.kind == NodeKind::kName) {
    store(tree_.binding(target), value);
  } else if (n.kind == NodeKind::kIndex) {
    assign_index(target, value);
  } else if (n.kind == NodeKind::kAttribute) {
    const Register object = expression(NodeId{n.a});
    at(target);
    emit(Opcode::kSetAttribute, object, value, attribute_site(syntax::SymbolId{n.b}));
  } else if (is_sequence_target(n)) {
    unpack(target, value);
  }
  top_ = mark;
}

void FunctionCompiler::assign_index(NodeId target, Register value) {
  const Register container = expression(NodeId{node(target).a});
  const Register key = expression(NodeId{node(target).b});
  at(target);
  emit(Opcode::kSetIndex, container, key, value);
}

void FunctionCompiler::unpack(NodeId target, Register value) {
  const auto targets = tree_.list(node(target).a, node(target).b);
  const auto count = static_cast<std::uint32_t>(targets.size());
  const Register first = temporaries(count);
  emit(Opcode::kUnpack, first, value, count);
  for (std::uint32_t i = 0; i < count; ++i) {
    assign(targets[i], first + i);
  }
}

void FunctionCompiler::store(const syntax::Binding& binding, Register value) {
  if (binding.scope == Scope::kLocal) {
    move(binding.index, value);
    assigned_.add(binding.index);
  } else if (binding.scope == Scope::kCell) {
    emit(Opcode::kStoreCell, binding.index, value);
    assigned_.add(binding.index);
  } else if (binding.scope == Scope::kGlobal) {
    emit_wide(Opcode::kStoreGlobal, value, binding.index);
  }
}

void FunctionCompiler::augmented_statement(NodeId id) {
  const Node& n = node(id);
  switch (node(NodeId{n.a}).kind) {
    case NodeKind::kName:
      return augmented_name(n);
    case NodeKind::kIndex:
      return augmented_index(n);
    case NodeKind::kAttribute:
      return augmented_attribute(n);
    default:
      return;  // the parser has refused it
  }
}

// target = left op right, at the statement's operator.
void FunctionCompiler::operate(const Node& statement, Register target, Register left) {
  const NodeId right{statement.b};
  if (binary_constant(statement.op, target, left, right, statement.anchor)) {
    return;
  }
  const Register operand = expression(right);
  at(statement.anchor);
  emit(opcode_of_operator(statement.op), target, left, operand);
}

void FunctionCompiler::augmented_name(const Node& statement) {
  const NodeId target{statement.a};
  const Register left = expression(target);
  if (const auto variable = variable_of(target)) {
    operate(statement, *variable, left);
    assigned_.add(*variable);
    return;
  }
  const Register result = temporary();
  operate(statement, result, left);
  store(tree_.binding(target), result);
}

void FunctionCompiler::augmented_index(const Node& statement) {
  const Node& target = node(NodeId{statement.a});
  const Register container = expression(NodeId{target.a});
  const Register key = expression(NodeId{target.b});
  const Register value = temporary();
  at(target.anchor);
  emit(Opcode::kIndex, value, container, key);
  operate(statement, value, value);
  at(target.anchor);
  emit(Opcode::kSetIndex, container, key, value);
}

void FunctionCompiler::augmented_attribute(const Node& statement) {
  const Node& target = node(NodeId{statement.a});
  const Register object = expression(NodeId{target.a});
  const Register value = temporary();
  const std::uint32_t site = attribute_site(syntax::SymbolId{target.b});
  at(target.anchor);
  emit(Opcode::kAttribute, value, object, site);
  operate(statement, value, value);
  at(target.anchor);
  emit(Opcode::kSetAttribute, object, value, site);
}

}  // namespace tiltc::compile
