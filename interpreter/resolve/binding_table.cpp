#include "resolve/binding_table.h"

namespace tiltc {

using syntax::Binding;
using syntax::SymbolId;

const Binding* BindingTable::find(std::uint32_t block, SymbolId symbol) const {
  const std::uint64_t key = key_of(block, symbol);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash(key) & mask;; i = (i + 1) & mask) {
    if (slots_[i].key == key) {
      return &slots_[i].binding;
    }
    if (slots_[i].key == kFree) {
      return nullptr;
    }
  }
}

void BindingTable::insert(std::uint32_t block, SymbolId symbol, Binding binding) {
  if (++used_ * 2 > slots_.size()) {
    grow();
  }
  place({key_of(block, symbol), binding});
}

void BindingTable::place(const Slot& slot) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = hash(slot.key) & mask;
  while (slots_[i].key != kFree) {
    i = (i + 1) & mask;
  }
  slots_[i] = slot;
}

void BindingTable::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.key != kFree) {
      place(slot);
    }
  }
}

}  // namespace tiltc
