#include "syntax/symbols.h"

namespace tiltc::syntax {

SymbolId SymbolTable::insert(std::string_view name, std::uint32_t hash, std::uint32_t slot) {
  const auto id = static_cast<std::uint32_t>(symbols_.size());
  symbols_.push_back(name);
  slots_[slot] = {hash, id + 1};
  if (symbols_.size() * 2 > slots_.size()) {
    grow();
  }
  return SymbolId{id};
}

void SymbolTable::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  const std::uint32_t mask = static_cast<std::uint32_t>(slots_.size()) - 1;
  for (const Slot& slot : old) {
    if (slot.symbol_plus_1 == 0) {
      continue;
    }
    std::uint32_t i = mix(slot.hash) & mask;
    while (slots_[i].symbol_plus_1 != 0) {
      i = (i + 1) & mask;
    }
    slots_[i] = slot;
  }
}

}  // namespace tiltc::syntax
