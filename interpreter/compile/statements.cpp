#include "compile/function_compiler.h"

namespace tiltc::compile {

using syntax::kNoNode;
using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;

void FunctionCompiler::statement(NodeId id) {
  const Node& n = node(id);
  at(id);
  count_statement(n);
  switch (n.kind) {
    case NodeKind::kExpressionStatement:
      return expression_statement(n);
    case NodeKind::kAssign:
      return assign_statement(id);
    case NodeKind::kAugmentedAssign:
      return augmented_statement(id);
    case NodeKind::kIf:
      return if_statement(id);
    case NodeKind::kFor:
      return for_statement(id);
    case NodeKind::kWhile:
      return while_statement(n);
    case NodeKind::kDef:
      return def_statement(id);
    case NodeKind::kReturn:
      return return_statement(n);
    case NodeKind::kBreak:
    case NodeKind::kContinue:
      return jump_out(n);
    case NodeKind::kLoad:
      return load_statement(id);
    case NodeKind::kBlock:
      return block(id);
    default:
      return;  // pass
  }
}

void FunctionCompiler::count_statement(const Node& n) {
  Unit& unit = state_.unit;
  if (unit.counts_statements && n.kind != NodeKind::kBlock) {
    emit_wide(Opcode::kCountStatement, 0, static_cast<std::int64_t>(unit.statements.size()));
    unit.statements.push_back({n.begin});
  }
}

void FunctionCompiler::block(NodeId id) {
  for (const NodeId child : tree_.list(node(id).a, node(id).b)) {
    statement(child);
    top_ = local_count_ + held_;
  }
}

void FunctionCompiler::expression_statement(const Node& n) {
  const NodeKind kind = node(NodeId{n.a}).kind;
  if (kind != NodeKind::kString && kind != NodeKind::kInt) {
    expression(NodeId{n.a});
  }
}

// if, elif, ..., else. An elif is an `if` in the place of the else block; a loop, because there may
// be many.
void FunctionCompiler::if_statement(NodeId id) {
  Label end;
  std::optional<Assigned> at_end;
  const auto join = [&] {
    if (at_end) {
      at_end->intersect(assigned_);
    } else {
      at_end = assigned_;
    }
  };
  for (bool more = true; more;) {
    const Node& n = node(id);
    Label otherwise;
    branch(NodeId{n.a}, otherwise, When::kFalse);
    const Assigned before = assigned_;
    block(NodeId{n.b});
    join();
    id = NodeId{n.c};
    assigned_ = before;
    if (id != kNoNode) {
      emit_jump(Opcode::kJump, 0, end);
    }
    place(otherwise);
    more = id != kNoNode && node(id).kind == NodeKind::kIf;
  }
  if (id != kNoNode) {
    block(id);
  }
  join();
  assigned_ = *at_end;
  place(end);
}

void FunctionCompiler::while_statement(const Node& n) {
  loops_.emplace_back();
  place(loops_.back().next);
  Label exit;
  branch(NodeId{n.a}, exit, When::kFalse);
  const Assigned before = assigned_;
  block(NodeId{n.b});
  at(NodeId{n.a});
  emit_jump(Opcode::kLoop, 0, loops_.back().next);
  place(exit);
  place(loops_.back().exit);
  assigned_ = before;
  loops_.pop_back();
}

void FunctionCompiler::for_statement(NodeId id) {
  const Node& n = node(id);
  loops_.emplace_back();
  const Assigned before = assigned_;
  const std::uint32_t held = held_;
  Label body;
  ForLoop loop = begin_loop(id, NodeId{n.b});
  held_ = top_ - local_count_;
  loops_.back().slot = loop.is_range ? kNoRegister : loop.slot;
  place(body);
  const Register element = loop_variable(NodeId{n.a});
  if (!variable_of(NodeId{n.a})) {
    assign(NodeId{n.a}, element);
  } else {
    assigned_.add(element);
  }
  block(NodeId{n.c});
  place(loops_.back().next);
  end_loop(id, loop, element, body);
  place(loops_.back().exit);
  loops_.pop_back();
  assigned_ = before;
  held_ = held;
}

void FunctionCompiler::end_active_loops() {
  for (auto loop = loops_.rbegin(); loop != loops_.rend(); ++loop) {
    if (loop->slot != kNoRegister) {
      emit(Opcode::kForEnd, loop->slot);
    }
  }
}

void FunctionCompiler::return_statement(const Node& n) {
  if (NodeId{n.a} == kNoNode) {
    end_active_loops();
    emit(Opcode::kReturnNone);
  } else {
    const Register result = expression(NodeId{n.a});
    end_active_loops();
    emit(Opcode::kReturnValue, result);
  }
  assigned_.fill();
}

void FunctionCompiler::jump_out(const Node& n) {
  if (loops_.empty()) {
    return;  // the resolver has refused it
  }
  Loop& loop = loops_.back();
  if (n.kind == NodeKind::kContinue) {
    // A while loop's `next` lies before: the jump back must count a step.
    emit_jump(loop.next.target == Label::kUnknown ? Opcode::kJump : Opcode::kLoop, 0, loop.next);
  } else {
    if (loop.slot != kNoRegister) {
      emit(Opcode::kForEnd, loop.slot);
    }
    emit_jump(Opcode::kJump, 0, loop.exit);
  }
  assigned_.fill();
}

void FunctionCompiler::load_statement(NodeId id) {
  const Node& n = node(id);
  state_.unit.loads[n.a].anchor = n.anchor;
  emit_wide(Opcode::kLoadModule, 0, n.a);
}

void FunctionCompiler::def_statement(NodeId id) {
  const Node& n = node(id);
  const Register function = temporary();
  make_function(n.a, function);
  at(id);
  store(tree_.binding(id), function);
}

}  // namespace tiltc::compile
