#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compile/compiler.h"

namespace tiltc::compile {

// The constants of one unit, each held once. Values that no instruction names, such as the parts of
// a template, are not among them. A value that was asked for and is not stored in the unit yet is
// kept alive by the native stack alone.
class Constants {
 public:
  Constants(const syntax::Tree& tree, const Environment& environment, Unit& unit)
      : tree_(tree),
        environment_(environment),
        unit_(unit),
        slots_(64),
        names_(tree.symbols.size(), Value::failure()) {}

  std::uint32_t index_of(Value value);

  // The name as an interned string.
  Value name(syntax::SymbolId symbol);

  // Any text as an interned string.
  Value text(std::string_view text) { return keep(environment_.heap->interned(text)); }

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
  std::optional<Value> tuple_of(syntax::NodeId id);
  std::optional<Value> make_tuple(const syntax::Node& node);
  std::optional<Value> element(syntax::NodeId id, int depth);
  std::optional<Value> list_template(const syntax::Node& node, int depth);
  std::optional<Value> dict_template(const syntax::Node& node, int depth);
  Value keep(Value value);
  void grow();

  const syntax::Tree& tree_;
  const Environment& environment_;
  Unit& unit_;
  std::vector<std::uint32_t> slots_;  // hash table over unit_.constants: index + 1; 0: free
  std::vector<Value> names_;          // by symbol; failure(): not asked for yet
  std::unordered_map<std::uint32_t, std::optional<Value>> tuples_;  // by node
};

}  // namespace tiltc::compile
