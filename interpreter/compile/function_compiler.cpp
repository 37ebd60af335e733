#include "compile/function_compiler.h"

#include <algorithm>

namespace tiltc::compile {

using syntax::ParameterKind;
using syntax::Scope;

FunctionCompiler::FunctionCompiler(UnitState& state, const syntax::Function& function, Code& code)
    : state_(state),
      tree_(state.tree),
      function_(function),
      code_(code),
      local_count_(static_cast<std::uint32_t>(function.locals.size())),
      top_(local_count_),
      assigned_(function.locals.size()),
      checked_(function.locals.size()) {}

void FunctionCompiler::compile() {
  if (local_count_ >= kMaxRegister) {
    fail("it has too many variables", function_.begin, function_.end);
    return;
  }
  code_.register_count = local_count_;
  offset_ = function_.begin;
  parameters();
  if (function_.is_lambda) {
    emit(Opcode::kReturnValue, expression(function_.body));
  } else {
    block(function_.body);
    offset_ = function_.end;
    emit(Opcode::kReturnNone);
  }
  prologue();
  finish();
}

// Parameters in the order in which defaults are kept: those with a value, as they stand in the
// text.
void FunctionCompiler::parameters() {
  for (const syntax::Local& local : function_.locals) {
    code_.local_names.emplace_back(tree_.name(local.name));
  }
  bool by_position = true;
  bool optional = false;
  for (const syntax::Parameter& p : function_.parameters) {
    if (p.kind == ParameterKind::kBareStar) {
      by_position = false;
      continue;
    }
    assigned_.add(p.binding.index);
    if (p.kind == ParameterKind::kArgs) {
      code_.args_slot = p.binding.index;
      by_position = false;
    } else if (p.kind == ParameterKind::kKwargs) {
      code_.kwargs_slot = p.binding.index;
    } else {
      code_.parameters.push_back({symbol(p.name), p.binding.index});
      code_.positional += by_position ? 1U : 0U;
      optional = optional || p.default_value != syntax::kNoNode;
      code_.default_count += optional ? 1U : 0U;
    }
  }
  code_.simple = code_.positional == function_.parameters.size();
}

// Instructions that come first but are known last: cells of captured variables, and marks in
// variables that are read where they may be unbound. Jumps are relative, so the rest may shift.
void FunctionCompiler::prologue() {
  std::vector<bool> is_parameter(local_count_);
  for (const syntax::Parameter& p : function_.parameters) {
    if (p.kind != ParameterKind::kBareStar) {
      is_parameter[p.binding.index] = true;
    }
  }
  std::vector<Instruction> words;
  for (std::uint32_t i = 0; i < local_count_; ++i) {
    if (function_.locals[i].is_cell) {
      words.push_back(
          encode(is_parameter[i] ? Opcode::kMakeCell : Opcode::kMakeEmptyCell, i, 0, 0));
    } else if (checked_[i]) {
      words.push_back(encode(Opcode::kUnbind, i, i, 0));
    }
  }
  const auto shift = static_cast<std::uint32_t>(words.size());
  code_.instructions.insert(code_.instructions.begin(), words.begin(), words.end());
  for (Position& position : code_.positions) {
    position.pc += shift;
  }
  for (LoopRange& range : code_.loops) {
    range.begin += shift;
    range.end += shift;
  }
}

void FunctionCompiler::finish() {
  for (const syntax::Capture& capture : function_.free_variables) {
    code_.captures.push_back({capture.from_local, capture.index, symbol(capture.name)});
  }
  code_.name = function_.is_lambda ? "lambda" : std::string(tree_.name(function_.name));
  code_.function_name = state_.constants.text(code_.name);
  code_.doc = function_.doc;
  code_.begin = function_.begin;
  code_.end = function_.end;
  code_.instructions.shrink_to_fit();
  code_.positions.shrink_to_fit();
}

namespace {

void describe(const syntax::Tree& tree, Unit& unit) {
  unit.source = tree.source;
  for (const syntax::Global& global : tree.globals) {
    unit.global_names.push_back({std::string(tree.name(global.name)), global.exported});
  }
  unit.globals.assign(tree.globals.size(), Value::failure());
  for (const syntax::Load& load : tree.loads) {
    Load compiled{load.module, load.begin, load.end, load.begin, {}};
    for (const syntax::LoadedName& name : load.names) {
      compiled.names.push_back({name.original, name.binding.index, name.begin, name.end});
    }
    unit.loads.push_back(std::move(compiled));
  }
}

}  // namespace

Status compile(const syntax::Tree& tree, const Environment& environment, Unit& unit) {
  describe(tree, unit);
  UnitState state{tree, unit, Constants(tree, environment, unit), {}};
  for (std::size_t i = 0; i < tree.functions.size(); ++i) {
    unit.functions.push_back(std::make_unique<Code>());
    unit.functions.back()->unit = &unit;
  }
  for (std::size_t i = 0; i < tree.functions.size() && !state.failure; ++i) {
    FunctionCompiler(state, tree.functions[i], *unit.functions[i]).compile();
  }
  if (state.failure) {
    return std::move(*state.failure);
  }
  for (const auto& code : unit.functions) {
    code->constants = unit.constants.data();
    code->globals = unit.globals.data();
  }
  unit.functions.front()->name = "<toplevel>";
  return Done{};
}

}  // namespace tiltc::compile
