#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "syntax/ast.h"

namespace tiltc::syntax {

inline constexpr std::uint32_t kHashSeed = 2166136261U;
inline std::uint32_t hash_step(std::uint32_t hash, char c) {
  return (hash ^ static_cast<unsigned char>(c)) * 16777619U;
}

inline std::uint32_t hash_name(std::string_view name) {
  std::uint32_t hash = kHashSeed;
  for (const char c : name) {
    hash = hash_step(hash, c);
  }
  return hash;
}

// Numbers the distinct names of a file, in order of first appearance. Open addressing over the
// views that end up in Tree::symbols; the lexer has the hash at hand when it has read a name.
class SymbolTable {
 public:
  explicit SymbolTable(std::vector<std::string_view>& symbols) : symbols_(symbols), slots_(256) {}

  SymbolId intern(std::string_view name, std::uint32_t hash) {
    const std::uint32_t mask = static_cast<std::uint32_t>(slots_.size()) - 1;
    for (std::uint32_t i = mix(hash) & mask;; i = (i + 1) & mask) {
      const Slot slot = slots_[i];
      if (slot.symbol_plus_1 == 0) {
        return insert(name, hash, i);
      }
      if (slot.hash == hash && symbols_[slot.symbol_plus_1 - 1] == name) {
        return SymbolId{slot.symbol_plus_1 - 1};
      }
    }
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t symbol_plus_1 = 0;  // 0: free
  };

  static std::uint32_t mix(std::uint32_t hash) { return hash ^ (hash >> 15U); }
  SymbolId insert(std::string_view name, std::uint32_t hash, std::uint32_t slot);
  void grow();

  std::vector<std::string_view>& symbols_;
  std::vector<Slot> slots_;
};

}  // namespace tiltc::syntax
