#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "syntax/ast.h"
#include "tiltc/value.h"

namespace tiltc::lint {

// How a variable gets its values. Of several ways the last one that was seen.
enum class BoundBy : std::uint8_t { kNothing, kAssignment, kDef, kLoad, kParameter, kPart };

// A variable of the file or of a function, and all that its text says of it.
struct Variable {
  syntax::SymbolId name{};
  BoundBy by = BoundBy::kNothing;  // kPart: of an unpacked value, of a loop, by `+=`
  std::uint32_t function = 0;      // whose local it is; 0: of the file
  std::uint32_t bindings = 0;
  std::uint32_t uses = 0;
  syntax::NodeId value = syntax::kNoNode;  // kAssignment: what it is bound to
  std::uint32_t defined = 0;               // kDef: the function that it is bound to
  std::uint32_t begin = 0, end = 0;        // where it is bound
};

// What is known of a file without running it: a resolved tree's variables, and the types of
// expressions. Borrows the tree.
class Facts {
 public:
  explicit Facts(const syntax::Tree& tree);

  const syntax::Tree& tree() const { return tree_; }
  const std::vector<Variable>& variables() const { return variables_; }

  // The variable that a kName means; nullptr for names that are given to the file.
  const Variable* variable(syntax::NodeId name) const;

  // The type of an expression, where it is the same whatever the program does before.
  std::optional<Kind> type(syntax::NodeId expression) const;

  // The function that a callee names, when it can be no other. Nothing for lambdas.
  const syntax::Function* function(syntax::NodeId callee) const;

  // "os.path.join" where an expression is a name that the embedder gave, or a member of it; empty
  // for all else.
  std::string dotted_name(syntax::NodeId expression) const;

  // Every node of the file's own code and of all functions, outer ones first.
  template <class Visit>
  void each_node(const Visit& visit) const {
    for (const syntax::NodeId id : order_) {
      visit(id);
    }
  }

 private:
  void function_body(std::uint32_t id);
  void node(syntax::NodeId id);
  void target(syntax::NodeId id, BoundBy by, syntax::NodeId value);
  void def(syntax::NodeId id);
  void load(const syntax::Node& node);
  void bind(syntax::Binding binding, BoundBy by, std::uint32_t begin, std::uint32_t end,
            syntax::NodeId value);
  std::optional<std::uint32_t> index_of(syntax::Binding binding, std::uint32_t function) const;
  std::optional<Kind> type_of(syntax::NodeId expression, int depth) const;
  std::optional<Kind> type_of_name(syntax::NodeId name, int depth) const;
  std::optional<Kind> type_of_call(const syntax::Node& call, int depth) const;
  std::optional<Kind> type_of_operation(const syntax::Node& node, int depth) const;

  const syntax::Tree& tree_;
  std::vector<Variable> variables_;
  std::vector<std::uint32_t> first_local_;  // by function: where its locals begin in variables_
  std::vector<std::uint32_t> outer_;        // by function: the one around it
  std::vector<std::uint32_t> variable_of_;  // by node: of a kName, an index into variables_
  std::vector<syntax::NodeId> order_;
  std::uint32_t function_ = 0;  // that is being walked
};

}  // namespace tiltc::lint
