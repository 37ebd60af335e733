#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "resolve/binding_table.h"
#include "resolve/resolve.h"

namespace tiltc {

// One pass over the tree that binds names and notes uses, then a look at the noted uses.
class Resolver {
 public:
  Resolver(syntax::Tree& tree, const Dialect& dialect, const PredeclaredNames& predeclared);
  void run(Diagnostics& diagnostics);

 private:
  using Binding = syntax::Binding;
  using Node = syntax::Node;
  using NodeId = syntax::NodeId;
  using SymbolId = syntax::SymbolId;

  static constexpr std::uint32_t kFileBlock = 0;
  static constexpr std::uint32_t kNoIndex = 0xFFFFFFFFU;

  // What a name means to top-level code.
  struct FileName {
    std::uint32_t loaded = kNoIndex;     // into Tree::globals: bound by load
    std::uint32_t global = kNoIndex;     // bound by other statements
    std::optional<syntax::Scope> given;  // kPredeclared, kUniversal or kUnresolved, once looked up
  };
  struct Use {
    NodeId node;
    std::uint32_t block;
  };
  struct LocalNode {
    NodeId node;
    std::uint32_t function;
  };
  class InBlock;

  // Statements: resolve_statements.cpp
  void statements(NodeId block);
  void statement(NodeId id);
  void if_statement(const Node& node);
  void for_statement(const Node& node);
  void while_statement(const Node& node);
  void assign(NodeId target);
  void def(NodeId id);
  void function(std::uint32_t id);
  void bind_parameters(syntax::Function& function);
  void load(const Node& node);
  void check_load_place(const Node& node);
  void check_loop_word(const Node& node, std::string_view word);
  void check_return(const Node& node);
  void check_control(const Node& node, std::string_view word);
  void misplaced(const Node& node, std::string_view word, std::string message);

  // Expressions
  void expression(NodeId id);
  void expressions(std::uint32_t first, std::uint32_t count);
  void children_of(const Node& node);
  void slice(const Node& node);
  void comprehension(const Node& node);

  // Names: resolve_names.cpp
  bool at_top_level() const { return block_ == kFileBlock; }
  std::uint32_t current_function() const { return blocks_[block_].function; }
  void bind_name(NodeId node, SymbolId symbol);
  Binding bind(SymbolId symbol, std::uint32_t offset);
  Binding bind_global(SymbolId symbol, std::uint32_t offset);
  Binding bind_loaded(SymbolId symbol, std::uint32_t offset);
  Binding bind_local(SymbolId symbol);
  std::uint32_t add_global(SymbolId symbol, bool exported, std::uint32_t offset);
  void set_binding(NodeId node, Binding binding, std::uint32_t function);
  void use(NodeId node);
  void resolve_use(const Use& use);
  Binding look_up(SymbolId symbol, std::uint32_t block);
  Binding look_up_in_file(SymbolId symbol);
  syntax::Scope given_scope(SymbolId symbol) const;
  Binding capture(SymbolId symbol, std::uint32_t block, Binding outer);
  void report_undefined(const Use& use);
  std::vector<std::string> visible_names(std::uint32_t block) const;
  void cannot_reassign(SymbolId symbol, std::uint32_t offset, std::uint32_t first);
  void box_captured();
  Span name_span(SymbolId symbol, std::uint32_t offset) const;
  void report(Diagnostic diagnostic) { found_.push_back(std::move(diagnostic)); }

  syntax::Tree& tree_;
  const Dialect& dialect_;
  const PredeclaredNames& predeclared_;
  std::vector<Block> blocks_{Block{}};
  std::uint32_t block_ = kFileBlock;
  std::uint32_t loops_ = 0;         // around the statement, within its function
  std::uint32_t conditionals_ = 0;  // likewise
  BindingTable bindings_;
  std::vector<FileName> file_names_;           // by symbol
  std::vector<std::uint32_t> first_bindings_;  // by global: where in the source
  std::vector<Use> uses_;                      // to be looked up when the file has been read
  std::vector<Use> undefined_;
  std::vector<LocalNode> local_nodes_;  // names bound to locals that may turn out to be cells
  std::vector<Diagnostic> found_;
  std::uint32_t suggestions_ = 0;
};

// Enters a new block for as long as it lives.
class Resolver::InBlock {
 public:
  InBlock(Resolver& resolver, std::uint32_t function, bool is_function)
      : resolver_(resolver), outer_(resolver.block_) {
    resolver_.blocks_.push_back({outer_, function, is_function});
    resolver_.block_ = static_cast<std::uint32_t>(resolver_.blocks_.size() - 1);
  }
  ~InBlock() { resolver_.block_ = outer_; }
  InBlock(const InBlock&) = delete;
  InBlock& operator=(const InBlock&) = delete;

 private:
  Resolver& resolver_;
  std::uint32_t outer_;
};

}  // namespace tiltc
