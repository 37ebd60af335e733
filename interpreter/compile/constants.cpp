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

std::size_t slot_hash(Value value) {
  const std::uint64_t mixed = value.bits() * 0x9E3779B97F4A7C15U;
  return static_cast<std::size_t>(mixed ^ (mixed >> 32U));
}

}  // namespace

// Keeps a new value alive from now on.
Value Constants::keep(Value value) {
  index_of(value);
  return value;
}

std::uint32_t Constants::index_of(Value value) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = slot_hash(value) & mask;
  for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
    if (unit_.constants[slots_[slot] - 1] == value) {
      return slots_[slot] - 1;
    }
  }
  unit_.constants.push_back(value);
  const auto index = static_cast<std::uint32_t>(unit_.constants.size());
  slots_[slot] = index;
  if (std::size_t{index} * 2 > slots_.size()) {
    grow();
  }
  return index - 1;
}

void Constants::grow() {
  slots_.assign(slots_.size() * 2, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 0; i < unit_.constants.size(); ++i) {
    std::size_t slot = slot_hash(unit_.constants[i]) & mask;
    while (slots_[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots_[slot] = i + 1;
  }
}

Value Constants::name(syntax::SymbolId symbol) {
  Value& known = names_[static_cast<std::uint32_t>(symbol)];
  if (known.is_failure()) {
    known = keep(environment_.heap->interned(tree_.name(symbol)));
  }
  return known;
}

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
      return literal(n);
    case NodeKind::kTuple:
      return tuple_of(id);
    default:
      return std::nullopt;
  }
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
      return value;
    }
    case NodeKind::kFloat:
      return heap.floating(tree_.floats[n.a]);
    case NodeKind::kString: {
      const std::string_view text = tree_.strings[n.a];
      return text.size() <= kMaxInternedLength ? heap.interned(text) : heap.string(text);
    }
    default:
      return heap.bytes(tree_.strings[n.a]);
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
  return values::negate(values::impl(*environment_.heap), *value);
}

// Computed once per node: an operand is asked about several times, and tuples nest.
std::optional<Value> Constants::tuple_of(NodeId id) {
  const auto known = tuples_.find(static_cast<std::uint32_t>(id));
  if (known != tuples_.end()) {
    return known->second;
  }
  const std::optional<Value> value = make_tuple(tree_[id]);
  tuples_.emplace(static_cast<std::uint32_t>(id), value);
  return value;
}

std::optional<Value> Constants::make_tuple(const Node& n) {
  values::ValueVector elements(values::impl(*environment_.heap));
  for (const NodeId id : tree_.list(n.a, n.b)) {
    const auto value = value_of(id);
    if (!value) {
      return std::nullopt;
    }
    elements.items.push_back(*value);
  }
  return keep(environment_.heap->tuple(elements.items));
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
  const Value list = Value::object(values::impl(*environment_.heap).new_list(n.b));
  for (const NodeId id : tree_.list(n.a, n.b)) {
    const auto value = element(id, depth + 1);
    if (!value) {
      return std::nullopt;
    }
    environment_.heap->append(list, *value);
  }
  return list;
}

// Only with distinct keys: others are an error of the running program, at the second one.
std::optional<Value> Constants::dict_template(const Node& n, int depth) {
  values::HeapImpl& heap = values::impl(*environment_.heap);
  values::Dict* dict = heap.new_dict(n.b);
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
    if (!values::insert(heap, *dict, *key, *value, hash)) {
      return std::nullopt;
    }
  }
  return Value::object(dict);
}

}  // namespace tiltc::compile
