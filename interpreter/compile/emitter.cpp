#include "compile/function_compiler.h"

namespace tiltc::compile {

void Assigned::intersect(const Assigned& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    words_[i] &= other.words_[i];
  }
}

void Assigned::fill() {
  for (auto& word : words_) {
    word = ~std::uint64_t{0};
  }
}

void FunctionCompiler::emit(Opcode op, Register a, std::uint32_t b, std::int64_t c) {
  if (code_.positions.empty() || code_.positions.back().offset != offset_) {
    code_.positions.push_back({here(), offset_});
  }
  code_.instructions.push_back(encode(op, a, b, c));
}

void FunctionCompiler::emit_wide(Opcode op, Register a, std::int64_t x) {
  emit(op, a);
  code_.instructions.back() = encode_wide(op, a, x);
}

void FunctionCompiler::emit_branch(Opcode op, Register a, std::uint32_t b, Label& label) {
  emit(op, a, b);
  if (label.target == Label::kUnknown) {
    label.uses.push_back(here() - 1);
  } else {
    patch(here() - 1, label.target);
  }
}

void FunctionCompiler::emit_jump(Opcode op, Register a, Label& label) {
  emit_branch(op, a, 0, label);
}

void FunctionCompiler::place(Label& label) {
  label.target = here();
  for (const std::uint32_t use : label.uses) {
    patch(use, label.target);
  }
  label.uses.clear();
}

void FunctionCompiler::patch(std::uint32_t use, std::uint32_t target) {
  const std::int64_t distance = std::int64_t{target} - use - 1;
  if (distance > kMaxC || distance < -kMaxC) {
    fail("a branch is too long", function_.begin, function_.end);
    return;
  }
  const Instruction word = code_.instructions[use];
  const Opcode op = opcode_of(word);
  const bool wide = op == Opcode::kJump || op == Opcode::kLoop || op == Opcode::kForPrepare;
  code_.instructions[use] =
      wide ? encode_wide(op, a_of(word), distance) : encode(op, a_of(word), b_of(word), distance);
}

Register FunctionCompiler::temporary() {
  return temporaries(1);
}

Register FunctionCompiler::temporaries(std::uint32_t count) {
  if (count > kMaxRegister || top_ > kMaxRegister - count) {
    fail("it needs too many variables and intermediate values", function_.begin, function_.end);
    return top_;
  }
  const Register first = top_;
  top_ += count;
  code_.register_count = std::max(code_.register_count, top_);
  return first;
}

void FunctionCompiler::load_constant(Register target, Value value) {
  emit_wide(Opcode::kLoadConstant, target, state_.constants.index_of(value));
}

void FunctionCompiler::move(Register target, Register source) {
  if (target != source) {
    emit(Opcode::kMove, target, source);
  }
}

void FunctionCompiler::fail(std::string_view what, std::uint32_t begin, std::uint32_t end) {
  if (!state_.failure) {
    state_.failure = error("program-too-large", "cannot compile this: " + std::string(what));
    state_.failure->at({tree_.source, begin, end});
  }
}

std::uint32_t FunctionCompiler::attribute_site(syntax::SymbolId name) {
  code_.attribute_sites.push_back({symbol(name)});
  return static_cast<std::uint32_t>(code_.attribute_sites.size() - 1);
}

}  // namespace tiltc::compile
