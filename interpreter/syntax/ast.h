#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

// The syntax tree of one file. Nodes are fixed-size records in one vector, addressed by NodeId;
// lists of children are ranges of a second vector. Nothing is allocated per node, and walking a
// tree touches memory in the order in which it was parsed. Names are interned per tree: two equal
// names have one SymbolId.
namespace tiltc::syntax {

// No node has more than about this many ancestors: walkers of the tree may recurse. Deeper sources
// are errors.
inline constexpr std::uint32_t kMaxDepth = 1'000;
// Defs and lambdas within one another, the file included.
inline constexpr std::uint32_t kMaxFunctionDepth = 64;

enum class NodeId : std::uint32_t {};
enum class SymbolId : std::uint32_t {};
enum class FunctionId : std::uint32_t {};
inline constexpr NodeId kNoNode{0xFFFFFFFFU};

// What fields a, b and c of a node mean, by kind. "list" is a first index into Tree::children and a
// count in the next field.
enum class NodeKind : std::uint8_t {
  // Expressions
  kName,              // a = symbol; b, c = Binding, set by the resolver
  kInt,               // a = index into Tree::ints
  kFloat,             // a = index into Tree::floats
  kString,            // a = index into Tree::strings
  kBytes,             // a = index into Tree::strings
  kTuple,             // a, b = list of elements
  kList,              // a, b = list of elements
  kDict,              // a, b = list of kDictEntry
  kDictEntry,         // a = key, b = value; anchor at `:`
  kUnary,             // op, a = operand
  kBinary,            // op, a = left, b = right; anchor at the operator
  kConditional,       // a = condition, b = value when true, c = value when false
  kCall,              // a = callee, b, c = list of arguments; anchor at `(`
  kNamedArgument,     // a = symbol, b = value; begin..anchor is the name, anchor at `=`
  kStarArgument,      // a = value (*args)
  kStarStarArgument,  // a = value (**kwargs)
  kIndex,             // a = operand, b = index; anchor at `[`
  kSlice,      // a = operand, b = first of three children (low, high, step; kNoNode where absent)
  kAttribute,  // a = operand, b = symbol; anchor at `.`
  kListComprehension,  // a = element, b, c = list of clauses; anchor at the first `for`
  kDictComprehension,  // a = kDictEntry, b, c = list of clauses
  kForClause,          // a = target, b = iterable; anchor at `for`
  kIfClause,           // a = condition
  kLambda,             // a = function
  kErrorExpression,    // what could not be parsed; a diagnostic says why

  // Statements
  kExpressionStatement,  // a = expression
  kAssign,               // a = target, b = value; anchor at `=`
  kAugmentedAssign,      // op, a = target, b = value; anchor at the operator
  kIf,                   // a = condition, b = block, c = block or kIf or kNoNode
  kFor,                  // a = target, b = iterable, c = block; anchor at `for`
  kWhile,                // a = condition, b = block
  kDef,                  // a = function; b, c = Binding of the name, set by the resolver
  kReturn,               // a = value or kNoNode
  kBreak,
  kContinue,
  kPass,
  kLoad,  // a = index into Tree::loads
  kErrorStatement,
  kBlock,  // a, b = list of statements
};

enum class Operator : std::uint8_t {
  kNone,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kFloorDivide,
  kModulo,
  kBitAnd,
  kBitOr,
  kBitXor,
  kShiftLeft,
  kShiftRight,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kNotIn,
  kAnd,
  kOr,
  kNot,
  kPlus,
  kMinus,
  kBitNot,  // unary
};

// Where a name lives. Decided by the resolver, once, in the place of the name.
enum class Scope : std::uint8_t {
  kUnresolved,
  kLocal,        // index = local of the enclosing function; in Function::locals
  kCell,         // index = local whose variable is shared with an inner function, boxed
  kFree,         // index = into Function::free_variables of the enclosing function
  kGlobal,       // index = into Module globals (Tree::globals); file-local names of load too
  kPredeclared,  // by symbol, given by the embedder
  kUniversal,    // by symbol, None, len, ...
};

struct Binding {
  Scope scope = Scope::kUnresolved;
  std::uint32_t index = 0;
};

struct Node {
  NodeKind kind;
  Operator op = Operator::kNone;
  bool parenthesized = false;  // an expression that stood in its own parentheses: part of its range
  std::uint32_t begin = 0;     // byte range in the source
  std::uint32_t end = 0;
  std::uint32_t anchor = 0;  // the byte that errors point at; `begin` (before any parentheses of
                             // its own) unless the kind says otherwise
  std::uint32_t a = 0, b = 0, c = 0;
};

enum class ParameterKind : std::uint8_t { kPlain, kArgs /* *args */, kKwargs, kBareStar };

struct Parameter {
  ParameterKind kind = ParameterKind::kPlain;
  SymbolId name{};
  NodeId default_value = kNoNode;
  std::uint32_t begin = 0, end = 0;
  Binding binding;  // set by the resolver: kLocal or kCell
};

// A variable of a function. Parameters come first, in order; a bare `*` has no local.
struct Local {
  SymbolId name{};
  bool is_cell = false;  // captured by an inner function: lives in a box
};

// A variable of an enclosing function: which of that function's own locals or free variables it is.
struct Capture {
  SymbolId name{};
  bool from_local = false;  // else from the enclosing function's free variables
  std::uint32_t index = 0;
};

// A def, a lambda, or (function 0) the file itself.
struct Function {
  SymbolId name{};
  bool is_lambda = false;
  std::uint32_t begin = 0, end = 0;
  std::vector<Parameter> parameters;
  NodeId body = kNoNode;  // kBlock; of a lambda, an expression
  std::string doc;        // the first string statement of the body
  // Set by the resolver:
  std::vector<Local> locals;  // comprehension variables and top-level temporaries too
  std::vector<Capture> free_variables;
};

struct LoadedName {
  SymbolId local{};                  // the name in this file
  std::string original;              // the name in the loaded file
  std::uint32_t begin = 0, end = 0;  // of the original name's string, or the keyword argument
  Binding binding;                   // set by the resolver: kGlobal
};

struct Load {
  std::string module;
  std::uint32_t begin = 0, end = 0;  // of the module string
  std::vector<LoadedName> names;
};

struct Global {
  SymbolId name{};
  bool exported = true;  // false for names bound by load
};

struct Tree {
  SourcePtr source;
  bool broken = false;  // some of the text could not be parsed: error nodes stand for it
  std::vector<Node> nodes;
  std::vector<NodeId> children;
  std::vector<std::string_view> symbols;  // views into the source
  std::vector<std::string_view> ints;     // literal digits as written, with their base prefix
  std::vector<double> floats;
  std::vector<std::string_view> strings;  // views into the source, or into `decoded`
  std::deque<std::string> decoded;        // of the literals whose value differs from their text
  std::vector<Function> functions;        // functions[0] is the file
  std::vector<Load> loads;
  std::vector<Global> globals;  // set by the resolver

  const Node& operator[](NodeId id) const { return nodes[static_cast<std::uint32_t>(id)]; }
  Node& operator[](NodeId id) { return nodes[static_cast<std::uint32_t>(id)]; }
  std::span<const NodeId> list(std::uint32_t first, std::uint32_t count) const {
    return std::span(children).subspan(first, count);
  }
  std::string_view name(SymbolId id) const { return symbols[static_cast<std::uint32_t>(id)]; }
  Span span(NodeId id) const { return {source, (*this)[id].begin, (*this)[id].end}; }

  // Where the name of a kName or kDef lives, once resolved.
  Binding binding(NodeId id) const { return {static_cast<Scope>((*this)[id].b), (*this)[id].c}; }
};

}  // namespace tiltc::syntax
