#include "format/same_tree.h"

#include <algorithm>

// The parser is deterministic, so equal trees have equal nodes in equal order.
namespace tiltc::format {

using syntax::Function;
using syntax::Load;
using syntax::LoadedName;
using syntax::Node;
using syntax::Parameter;

namespace {

bool same_node(const Node& a, const Node& b) {
  return a.kind == b.kind && a.op == b.op && a.parenthesized == b.parenthesized && a.a == b.a &&
         a.b == b.b && a.c == b.c;
}

bool same_parameter(const Parameter& a, const Parameter& b) {
  return a.kind == b.kind && a.name == b.name && a.default_value == b.default_value;
}

bool same_function(const Function& a, const Function& b) {
  return a.name == b.name && a.is_lambda == b.is_lambda && a.body == b.body && a.doc == b.doc &&
         std::ranges::equal(a.parameters, b.parameters, &same_parameter);
}

bool same_loaded_name(const LoadedName& a, const LoadedName& b) {
  return a.local == b.local && a.original == b.original;
}

bool same_load(const Load& a, const Load& b) {
  return a.module == b.module && std::ranges::equal(a.names, b.names, &same_loaded_name);
}

}  // namespace

bool same_tree(const syntax::Tree& a, const syntax::Tree& b) {
  return a.broken == b.broken && std::ranges::equal(a.nodes, b.nodes, &same_node) &&
         a.children == b.children && a.symbols == b.symbols && a.ints == b.ints &&
         a.floats == b.floats && a.strings == b.strings &&
         std::ranges::equal(a.functions, b.functions, &same_function) &&
         std::ranges::equal(a.loads, b.loads, &same_load);
}

}  // namespace tiltc::format
