#include "compile/function_compiler.h"

namespace tiltc::compile {

using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;
using syntax::Operator;

namespace {

When opposite(When when) {
  return when == When::kTrue ? When::kFalse : When::kTrue;
}

bool is_comparison(const Node& n) {
  return n.kind == NodeKind::kBinary && n.op >= Operator::kEqual && n.op <= Operator::kNotIn;
}

// The branch for a comparison between registers. Equality and membership have opposites of their
// own; orders are negated as a whole, so that a failing comparison names the operator of the text.
Opcode register_branch(Operator op, When when) {
  const bool yes = when == When::kTrue;
  switch (op) {
    case Operator::kEqual:
      return yes ? Opcode::kJumpIfEqual : Opcode::kJumpIfNotEqual;
    case Operator::kNotEqual:
      return yes ? Opcode::kJumpIfNotEqual : Opcode::kJumpIfEqual;
    case Operator::kLess:
      return yes ? Opcode::kJumpIfLess : Opcode::kJumpUnlessLess;
    case Operator::kLessEqual:
      return yes ? Opcode::kJumpIfLessEqual : Opcode::kJumpUnlessLessEqual;
    case Operator::kGreater:
      return yes ? Opcode::kJumpIfGreater : Opcode::kJumpUnlessGreater;
    case Operator::kGreaterEqual:
      return yes ? Opcode::kJumpIfGreaterEqual : Opcode::kJumpUnlessGreaterEqual;
    case Operator::kIn:
      return yes ? Opcode::kJumpIfIn : Opcode::kJumpIfNotIn;
    default:
      return yes ? Opcode::kJumpIfNotIn : Opcode::kJumpIfIn;
  }
}

// The same with a small number on the right. In opcodes.def these ten follow one another in both
// forms.
Opcode number_branch(Opcode branch) {
  constexpr auto kDistance =
      static_cast<unsigned>(Opcode::kJumpIfEqualInt) - static_cast<unsigned>(Opcode::kJumpIfEqual);
  return static_cast<Opcode>(static_cast<unsigned>(branch) + kDistance);
}

}  // namespace

// `a and b`, `a or b` as a value: the last operand that was evaluated.
void FunctionCompiler::logical(NodeId id, Register target) {
  const Node& n = node(id);
  Label end;
  expression_to(NodeId{n.a}, target);
  emit_jump(n.op == Operator::kAnd ? Opcode::kJumpIfFalse : Opcode::kJumpIfTrue, target, end);
  expression_to(NodeId{n.b}, target);
  place(end);
}

void FunctionCompiler::conditional(NodeId id, Register target) {
  const Node& n = node(id);
  Label otherwise;
  Label end;
  branch(NodeId{n.a}, otherwise, When::kFalse);
  expression_to(NodeId{n.b}, target);
  emit_jump(Opcode::kJump, 0, end);
  place(otherwise);
  expression_to(NodeId{n.c}, target);
  place(end);
}

// Jumps to `label` when the condition's truth is `when`, else goes on.
void FunctionCompiler::branch(NodeId condition, Label& label, When when) {
  const Node& n = node(condition);
  const Register mark = top_;
  if (n.kind == NodeKind::kUnary && n.op == Operator::kNot) {
    branch(NodeId{n.a}, label, opposite(when));
  } else if (n.op == Operator::kAnd || n.op == Operator::kOr) {
    branch_logical(n, label, when);
  } else if (is_comparison(n)) {
    branch_comparison(n, label, when);
  } else {
    const Register value = expression(condition);
    at(condition);
    emit_jump(when == When::kTrue ? Opcode::kJumpIfTrue : Opcode::kJumpIfFalse, value, label);
  }
  top_ = mark;
}

void FunctionCompiler::branch_logical(const Node& n, Label& label, When when) {
  // One operand alone decides when `or` asks for truth, or `and` for falsehood.
  const bool either_decides = (n.op == Operator::kOr) == (when == When::kTrue);
  if (either_decides) {
    branch(NodeId{n.a}, label, when);
    branch(NodeId{n.b}, label, when);
    return;
  }
  Label end;
  branch(NodeId{n.a}, end, opposite(when));
  branch(NodeId{n.b}, label, when);
  place(end);
}

void FunctionCompiler::branch_comparison(const Node& n, Label& label, When when) {
  const Register left = expression(NodeId{n.a});
  if (branch_constant(n, left, label, when)) {
    return;
  }
  const Register right = expression(NodeId{n.b});
  at(n.anchor);
  emit_branch(register_branch(n.op, when), left, right, label);
}

bool FunctionCompiler::branch_constant(const Node& n, Register left, Label& label, When when) {
  if (n.op == Operator::kIn || n.op == Operator::kNotIn) {
    return false;
  }
  const Opcode op = register_branch(n.op, when);
  if (const auto number = small_constant(NodeId{n.b}, kMaxB)) {
    at(n.anchor);
    emit_branch(number_branch(op), left, static_cast<std::uint32_t>(*number), label);
    return true;
  }
  const auto constant = state_.constants.value_of(NodeId{n.b});
  if (!constant || (op != Opcode::kJumpIfEqual && op != Opcode::kJumpIfNotEqual)) {
    return false;
  }
  const std::uint32_t index = state_.constants.index_of(*constant);
  if (index > 0xFFFF) {
    return false;
  }
  at(n.anchor);
  emit_branch(
      op == Opcode::kJumpIfEqual ? Opcode::kJumpIfEqualConstant : Opcode::kJumpIfNotEqualConstant,
      left, index, label);
  return true;
}

}  // namespace tiltc::compile
