#include "compile/function_compiler.h"

namespace tiltc::compile {

using syntax::kNoNode;
using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;
using syntax::Operator;
using syntax::Scope;

Opcode binary_opcode(Operator op) {
  constexpr auto kFirst = static_cast<unsigned>(Operator::kAdd);
  constexpr Opcode kOpcodes[] = {
      Opcode::kAdd,          Opcode::kSubtract,  Opcode::kMultiply,   Opcode::kDivide,
      Opcode::kFloorDivide,  Opcode::kModulo,    Opcode::kBitAnd,     Opcode::kBitOr,
      Opcode::kBitXor,       Opcode::kShiftLeft, Opcode::kShiftRight, Opcode::kEqual,
      Opcode::kNotEqual,     Opcode::kLess,      Opcode::kLessEqual,  Opcode::kGreater,
      Opcode::kGreaterEqual, Opcode::kIn,        Opcode::kNotIn};
  return kOpcodes[static_cast<unsigned>(op) - kFirst];
}

// A register that holds the value: the variable's own where the expression is a local variable. It
// stays valid while other expressions are evaluated, because no expression rebinds a variable.
Register FunctionCompiler::expression(NodeId id) {
  if (const auto variable = variable_read(id)) {
    return *variable;
  }
  const Register result = temporary();
  evaluate(id, result);
  return result;
}

void FunctionCompiler::expression_to(NodeId id, Register target) {
  if (const auto variable = variable_read(id)) {
    move(target, *variable);
    return;
  }
  const Register mark = top_;
  evaluate(id, target);
  top_ = mark;
}

// The local variable that the expression is, proven or checked to be bound.
std::optional<Register> FunctionCompiler::variable_read(NodeId id) {
  const auto variable = variable_of(id);
  if (variable && !assigned_.has(*variable)) {
    checked_[*variable] = true;
    at(id);
    emit(Opcode::kCheckBound, *variable);
  }
  return variable;
}

namespace {

// Expressions that write their target before they have read all their operands, so that the target
// must not be a variable, which an operand may name.
bool writes_early(const Node& n) {
  const bool logic = n.op == Operator::kAnd || n.op == Operator::kOr;
  const bool sequence = n.kind == NodeKind::kList || n.kind == NodeKind::kTuple;
  return logic || (sequence && n.b > kMaxWindow) || n.kind == NodeKind::kDict ||
         n.kind == NodeKind::kConditional || n.kind == NodeKind::kListComprehension ||
         n.kind == NodeKind::kDictComprehension;
}

}  // namespace

// Evaluates what is no local variable.
void FunctionCompiler::evaluate(NodeId id, Register target) {
  const Node& n = node(id);
  if (const auto constant = state_.constants.value_of(id)) {
    at(id);
    load_constant(target, *constant);
    return;
  }
  if (is_variable(target) && writes_early(n)) {
    const Register result = temporary();
    evaluate(id, result);
    move(target, result);
    return;
  }
  switch (n.kind) {
    case NodeKind::kName:
      return name(id, target);
    case NodeKind::kTuple:
      return tuple_display(id, target);
    case NodeKind::kList:
      return list_display(id, target);
    case NodeKind::kDict:
      return dict_display(id, target);
    case NodeKind::kUnary:
      return unary(id, target);
    case NodeKind::kBinary:
      return binary(id, target);
    case NodeKind::kConditional:
      return conditional(id, target);
    case NodeKind::kCall:
      return call(id, target);
    case NodeKind::kIndex:
      return index(id, target);
    case NodeKind::kSlice:
      return slice(id, target);
    case NodeKind::kAttribute:
      return attribute(id, target);
    case NodeKind::kListComprehension:
    case NodeKind::kDictComprehension:
      return comprehension(id, target);
    case NodeKind::kLambda:
      return make_function(n.a, target);
    default:  // literals are constants, but for one
      return fail("the number has too many digits", n.begin, n.end);
  }
}

void FunctionCompiler::name(NodeId id, Register target) {
  const syntax::Binding binding = tree_.binding(id);
  at(id);
  switch (binding.scope) {
    case Scope::kCell:
      emit(assigned_.has(binding.index) ? Opcode::kLoadCell : Opcode::kLoadCellChecked, target,
           binding.index);
      return;
    case Scope::kFree:
      return emit(Opcode::kLoadFree, target, binding.index);
    case Scope::kGlobal:
      return emit_wide(Opcode::kLoadGlobal, target, binding.index);
    default:
      return load_constant(target, Value::none());  // the rest are constants
  }
}

std::optional<std::int64_t> FunctionCompiler::small_constant(NodeId id, std::int64_t bound) {
  const auto value = state_.constants.value_of(id);
  if (!value || !value->is_small_int() || value->small_int() > bound ||
      value->small_int() < -bound) {
    return std::nullopt;
  }
  return value->small_int();
}

// Operations with a small number on the right carry it in the instruction.
bool FunctionCompiler::binary_constant(Operator op, Register target, Register left, NodeId right,
                                       std::uint32_t anchor) {
  const auto number = small_constant(right, kMaxC);
  if (!number) {
    return false;
  }
  at(anchor);
  switch (op) {
    case Operator::kAdd:
      emit(Opcode::kAddInt, target, left, *number);
      return true;
    case Operator::kSubtract:
      emit(Opcode::kSubtractInt, target, left, *number);
      return true;
    case Operator::kMultiply:
      emit(Opcode::kMultiplyInt, target, left, *number);
      return true;
    case Operator::kFloorDivide:
      if (*number > 0) {
        emit(Opcode::kFloorDivideInt, target, left, *number);
      }
      return *number > 0;
    case Operator::kModulo:
      if (*number > 0) {
        emit(Opcode::kModuloInt, target, left, *number);
      }
      return *number > 0;
    default:
      return false;
  }
}

void FunctionCompiler::binary(NodeId id, Register target) {
  const Node& n = node(id);
  if (n.op == Operator::kAnd || n.op == Operator::kOr) {
    return logical(id, target);
  }
  const Register left = expression(NodeId{n.a});
  if (binary_constant(n.op, target, left, NodeId{n.b}, n.anchor)) {
    return;
  }
  const Register right = expression(NodeId{n.b});
  at(id);
  emit(binary_opcode(n.op), target, left, right);
}

void FunctionCompiler::unary(NodeId id, Register target) {
  const Node& n = node(id);
  const Register operand = expression(NodeId{n.a});
  at(id);
  switch (n.op) {
    case Operator::kNot:
      return emit(Opcode::kLogicalNot, target, operand);
    case Operator::kPlus:
      return emit(Opcode::kPlus, target, operand);
    case Operator::kMinus:
      return emit(Opcode::kNegate, target, operand);
    default:
      return emit(Opcode::kInvert, target, operand);
  }
}

void FunctionCompiler::index(NodeId id, Register target) {
  const Register container = expression(NodeId{node(id).a});
  const Register key = expression(NodeId{node(id).b});
  at(id);
  emit(Opcode::kIndex, target, container, key);
}

void FunctionCompiler::slice(NodeId id, Register target) {
  const Register window = temporaries(4);
  expression_to(NodeId{node(id).a}, window);
  const auto bounds = tree_.list(node(id).b, 3);
  for (std::uint32_t i = 0; i < 3; ++i) {
    if (bounds[i] == kNoNode) {
      load_constant(window + 1 + i, Value::none());
    } else {
      expression_to(bounds[i], window + 1 + i);
    }
  }
  at(id);
  emit(Opcode::kSlice, target, window);
}

void FunctionCompiler::attribute(NodeId id, Register target) {
  const Node& n = node(id);
  const Register object = expression(NodeId{n.a});
  at(id);
  emit(Opcode::kAttribute, target, object, attribute_site(syntax::SymbolId{n.b}));
}

}  // namespace tiltc::compile
