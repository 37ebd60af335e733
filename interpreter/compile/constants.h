#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "compile/compiler.h"

namespace tiltc::compile {

// The constants of one unit, each held once. New values are stored in the unit, and so reached by
// the collector, before anything else is allocated.
class Constants {
 public:
  Constants(const syntax::Tree& tree, const Environment& environment, Unit& unit)
      : tree_(tree), environment_(environment), unit_(unit) {}

  std::uint32_t index_of(Value value);

  // The name as an interned string.
  Value name(syntax::SymbolId symbol);

  // The value of a constant expression: a literal, a negative number, a tuple of constants, or a
  // name that nobody in the file binds.
  std::optional<Value> value_of(syntax::NodeId id);

  // A list or dict to copy for a display whose elements are constants or such displays; nothing for
  // other expressions and for empty displays.
  std::optional<Value> template_of(syntax::NodeId id);

 private:
  std::optional<Value> literal(const syntax::Node& node);
  std::optional<Value> name_value(const syntax::Node& node);
  std::optional<Value> negative(const syntax::Node& node);
  std::optional<Value> tuple_of(const syntax::Node& node);
  std::optional<Value> element(syntax::NodeId id, int depth);
  std::optional<Value> list_template(const syntax::Node& node, int depth);
  std::optional<Value> dict_template(const syntax::Node& node, int depth);
  Value keep(Value value);

  const syntax::Tree& tree_;
  const Environment& environment_;
  Unit& unit_;
  std::unordered_map<std::uint64_t, std::uint32_t> indices_;
  std::unordered_map<std::uint32_t, Value> names_;                  // by symbol
  std::unordered_map<std::uint32_t, std::optional<Value>> values_;  // by node
};

}  // namespace tiltc::compile
