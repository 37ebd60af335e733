#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compile/code.h"
#include "compile/compiler.h"
#include "compile/constants.h"
#include "syntax/ast.h"

namespace tiltc::compile {

using Register = std::uint32_t;

// Displays with more elements grow one by one, so that they need no window of registers.
inline constexpr std::uint32_t kMaxWindow = 64;

// The instruction of a binary operator other than `and` and `or`.
Opcode binary_opcode(syntax::Operator op);

// A place in the code that jumps go to, before or after it is known.
struct Label {
  static constexpr std::uint32_t kUnknown = 0xFFFFFFFFU;
  std::uint32_t target = kUnknown;
  std::vector<std::uint32_t> uses;  // jumps to be patched
};

enum class When { kTrue, kFalse };

// Which variables have certainly been bound on every way to the current instruction. Nothing in
// Starlark unbinds a variable, so one walk in the order of the text finds it out.
class Assigned {
 public:
  explicit Assigned(std::size_t locals) : words_(locals / 64 + 1) {}
  void add(std::uint32_t local) { words_[local / 64] |= std::uint64_t{1} << (local % 64); }
  bool has(std::uint32_t local) const { return (words_[local / 64] >> (local % 64) & 1U) != 0; }
  void intersect(const Assigned& other);
  void fill();  // after return, break and continue: nothing comes here

 private:
  std::vector<std::uint64_t> words_;
};

// What all functions of a file share while they are compiled.
struct UnitState {
  const syntax::Tree& tree;
  Unit& unit;
  Constants constants;
  std::optional<Diagnostic> failure;  // the first
};

// Compiles one function: a walk over its tree that emits instructions as it goes. Every expression
// is evaluated into a register; locals own the first ones, temporaries are a stack above them.
class FunctionCompiler {
 public:
  FunctionCompiler(UnitState& state, const syntax::Function& function, Code& code);
  void compile();

 private:
  // A loop that surrounds the current statement.
  struct Loop {
    Label next;  // continue
    Label exit;  // break
    Register slot =
        kNoRegister;  // of the container that a for loop holds; none for while and range
  };

  // A for loop or clause that is being compiled.
  struct ForLoop {
    bool is_range = false;  // over range(...): numbers, no container
    Register slot = 0;
    std::uint32_t first = 0;  // pc from which the container is held
    Label test;
  };

  // emitter.cpp: instructions, registers, labels
  void emit(Opcode op, Register a = 0, std::uint32_t b = 0, std::int64_t c = 0);
  void emit_wide(Opcode op, Register a, std::int64_t x);
  void emit_branch(Opcode op, Register a, std::uint32_t b, Label& label);
  void emit_jump(Opcode op, Register a, Label& label);  // Jump, Loop, ForPrepare
  void place(Label& label);
  void patch(std::uint32_t use, std::uint32_t target);
  void at(std::uint32_t offset) { offset_ = offset; }
  void at(syntax::NodeId id) { offset_ = node(id).anchor; }
  std::uint32_t here() const { return static_cast<std::uint32_t>(code_.instructions.size()); }
  Register temporary();
  Register temporaries(std::uint32_t count);
  void load_constant(Register target, Value value);
  void move(Register target, Register source);
  void fail(std::string_view what, std::uint32_t begin, std::uint32_t end);
  bool is_variable(Register r) const { return r < local_count_; }
  std::uint32_t attribute_site(syntax::SymbolId name);

  // function_compiler.cpp
  void parameters();
  void prologue();
  void finish();
  Value symbol(syntax::SymbolId id) { return state_.constants.name(id); }

  // statements.cpp
  void statement(syntax::NodeId id);
  void count_statement(const syntax::Node& n);
  void block(syntax::NodeId id);
  void if_statement(syntax::NodeId id);
  void while_statement(const syntax::Node& n);
  void for_statement(syntax::NodeId id);
  void return_statement(const syntax::Node& n);
  void jump_out(const syntax::Node& n);
  void expression_statement(const syntax::Node& n);
  void load_statement(syntax::NodeId id);
  void def_statement(syntax::NodeId id);

  // loops.cpp
  bool is_range_call(syntax::NodeId id) const;
  bool is_universal(syntax::NodeId id, std::string_view name) const;
  ForLoop begin_loop(syntax::NodeId loop, syntax::NodeId iterable);
  void end_loop(syntax::NodeId loop, ForLoop& state, Register element, Label& body);
  Register loop_variable(syntax::NodeId target);
  void end_active_loops();

  // assignments.cpp
  void assign_statement(syntax::NodeId id);
  void assign(syntax::NodeId target, Register value);
  void assign_index(syntax::NodeId target, Register value);
  void unpack(syntax::NodeId target, Register value);
  void store(const syntax::Binding& binding, Register value);
  std::optional<Register> variable_of(syntax::NodeId target) const;
  void augmented_statement(syntax::NodeId id);
  void augmented_name(const syntax::Node& statement);
  void augmented_index(const syntax::Node& statement);
  void augmented_attribute(const syntax::Node& statement);
  void operate(const syntax::Node& statement, Register target, Register left);

  // expressions.cpp
  Register expression(syntax::NodeId id);
  void expression_to(syntax::NodeId id, Register target);
  void evaluate(syntax::NodeId id, Register target);
  void name(syntax::NodeId id, Register target);
  std::optional<Register> variable_read(syntax::NodeId id);
  void binary(syntax::NodeId id, Register target);
  void unary(syntax::NodeId id, Register target);
  void index(syntax::NodeId id, Register target);
  void slice(syntax::NodeId id, Register target);
  void attribute(syntax::NodeId id, Register target);
  bool binary_constant(syntax::Operator op, Register target, Register left, syntax::NodeId right,
                       std::uint32_t anchor);
  std::optional<std::int64_t> small_constant(syntax::NodeId id, std::int64_t bound);

  // conditions.cpp
  void logical(syntax::NodeId id, Register target);
  void conditional(syntax::NodeId id, Register target);
  void branch(syntax::NodeId condition, Label& label, When when);
  void branch_logical(const syntax::Node& n, Label& label, When when);
  void branch_comparison(const syntax::Node& n, Label& label, When when);
  bool branch_constant(const syntax::Node& n, Register left, Label& label, When when);

  // displays.cpp
  void list_display(syntax::NodeId id, Register target);
  void tuple_display(syntax::NodeId id, Register target);
  void dict_display(syntax::NodeId id, Register target);
  void take_template(Register target, Value pattern);
  void append_elements(const syntax::Node& n, Register list);

  // comprehensions.cpp
  void comprehension(syntax::NodeId id, Register target);
  void clauses(syntax::NodeId id, std::uint32_t index, Register result);
  void for_clause(syntax::NodeId id, std::uint32_t index, Register result);
  void element(syntax::NodeId id, Register result);

  // calls.cpp
  void call(syntax::NodeId id, Register target);
  bool fast_call(syntax::NodeId id, Register target);
  void method_call(syntax::NodeId id, Register target);
  std::uint32_t call_site(const syntax::Node& n);
  void arguments(const syntax::Node& n);
  bool is_plain(const syntax::Node& n) const;
  bool is_simple_argument(syntax::NodeId id);
  void make_function(std::uint32_t function, Register target);

  const syntax::Node& node(syntax::NodeId id) const { return tree_[id]; }

  UnitState& state_;
  const syntax::Tree& tree_;
  const syntax::Function& function_;
  Code& code_;
  std::uint32_t local_count_;
  Register top_;            // the next free temporary
  std::uint32_t held_ = 0;  // temporaries that live across statements: the slots of for loops
  std::uint32_t offset_ = 0;
  Assigned assigned_;
  std::vector<bool> checked_;  // locals that are read where they may be unbound
  std::vector<Loop> loops_;
  int comprehensions_ = 0;  // that surround the current expression
};

}  // namespace tiltc::compile
