#include "compile/constants.h"

#include <array>
#include <vector>

#include "values/heap_impl.h"
#include "values/number.h"
#include "values/operations.h"
#include "values/table.h"

namespace tiltc::compile {

using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;
using syntax::Scope;

namespace {

constexpr std::size_t kMaxInternedLength = 64;
constexpr int kMaxTemplateDepth = 16;

}  // namespace

// Keeps a new value alive from now on.
Value Constants::keep(Value value) {
  index_of(value);
  return value;
}

std::uint32_t Constants::index_of(Value value) {
  const auto next = static_cast<std::uint32_t>(unit_.constants.size());
  const auto [place, inserted] = indices_.try_emplace(value.bits(), next);
  if (inserted) {
    unit_.constants.push_back(value);
  }
  return place->second;
}

Value Constants::name(syntax::SymbolId symbol) {
  const auto [place, inserted] = names_.try_emplace(static_cast<std::uint32_t>(symbol));
  if (inserted) {
    place->second = keep(environment_.heap->interned(tree_.name(symbol)));
  }
  return place->second;
}

// Computed once per node: an operand is asked about several times.
std::optional<Value> Constants::value_of(NodeId id) {
  const Node& n = tree_[id];
  switch (n.kind) {
    case NodeKind::kName:
      return name_value(n);
    case NodeKind::kUnary:
      return n.op == syntax::Operator::kMinus ? negative(n) : std::nullopt;
    case NodeKind::kInt:
    case NodeKind::kFloat:
    case NodeKind::kString:
    case NodeKind::kBytes:
    case NodeKind::kTuple:
      break;
    default:
      return std::nullopt;
  }
  const auto known = values_.find(static_cast<std::uint32_t>(id));
  if (known != values_.end()) {
    return known->second;
  }
  const auto value = literal(n);
  values_.emplace(static_cast<std::uint32_t>(id), value);
  return value;
}

std::optional<Value> Constants::literal(const Node& n) {
  values::HeapImpl& heap = values::impl(*environment_.heap);
  switch (n.kind) {
    case NodeKind::kInt: {
      const Value value = values::int_from_literal(heap, tree_.ints[n.a]);
      if (value.is_failure()) {
        heap.fault().clear();
        return std::nullopt;
      }
      return keep(value);
    }
    case NodeKind::kFloat:
      return keep(heap.floating(tree_.floats[n.a]));
    case NodeKind::kString: {
      const std::string& text = tree_.strings[n.a];
      return keep(text.size() <= kMaxInternedLength ? heap.interned(text) : heap.string(text));
    }
    case NodeKind::kBytes:
      return keep(heap.bytes(tree_.strings[n.a]));
    default:
      return tuple_of(n);
  }
}

std::optional<Value> Constants::name_value(const Node& n) {
  const auto scope = static_cast<Scope>(n.b);
  const std::string_view text = tree_.name(syntax::SymbolId{n.a});
  if (scope == Scope::kPredeclared) {
    return environment_.predeclared(text);
  }
  return scope == Scope::kUniversal ? environment_.universal(text) : std::nullopt;
}

std::optional<Value> Constants::negative(const Node& n) {
  const NodeKind operand = tree_[NodeId{n.a}].kind;
  if (operand != NodeKind::kInt && operand != NodeKind::kFloat) {
    return std::nullopt;
  }
  const auto value = value_of(NodeId{n.a});
  if (!value) {
    return std::nullopt;
  }
  return keep(values::negate(values::impl(*environment_.heap), *value));
}

std::optional<Value> Constants::tuple_of(const Node& n) {
  std::vector<Value> elements;
  for (const NodeId id : tree_.list(n.a, n.b)) {
    const auto value = value_of(id);
    if (!value) {
      return std::nullopt;
    }
    elements.push_back(*value);
  }
  return keep(environment_.heap->tuple(elements));
}

std::optional<Value> Constants::template_of(NodeId id) {
  const Node& n = tree_[id];
  return n.b == 0 ? std::nullopt : element(id, 0);
}

// What a template holds in the place of an expression.
std::optional<Value> Constants::element(NodeId id, int depth) {
  const Node& n = tree_[id];
  if (depth > kMaxTemplateDepth) {
    return std::nullopt;
  }
  if (n.kind == NodeKind::kList) {
    return list_template(n, depth);
  }
  return n.kind == NodeKind::kDict ? dict_template(n, depth) : value_of(id);
}

std::optional<Value> Constants::list_template(const Node& n, int depth) {
  std::vector<Value> elements;
  for (const NodeId id : tree_.list(n.a, n.b)) {
    const auto value = element(id, depth + 1);
    if (!value) {
      return std::nullopt;
    }
    elements.push_back(*value);
  }
  return keep(environment_.heap->list(elements));
}

// Only with distinct keys: others are an error of the running program, at the second one.
std::optional<Value> Constants::dict_template(const Node& n, int depth) {
  values::HeapImpl& heap = values::impl(*environment_.heap);
  const Value dict = keep(heap.dict({}));
  for (const NodeId id : tree_.list(n.a, n.b)) {
    const auto key = value_of(NodeId{tree_[id].a});
    const auto value = key ? element(NodeId{tree_[id].b}, depth + 1) : std::nullopt;
    if (!value) {
      return std::nullopt;
    }
    std::uint32_t hash = 0;
    if (!values::hash(heap, *key, hash)) {
      heap.fault().clear();
      return std::nullopt;
    }
    if (!values::insert(heap, *values::as<values::Dict>(dict), *key, *value, hash)) {
      return std::nullopt;
    }
  }
  return dict;
}

}  // namespace tiltc::compile
