#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "syntax/ast.h"

namespace tiltc {

// One lexical block: the file, the body of a function, or a comprehension.
struct Block {
  std::uint32_t parent = 0;
  std::uint32_t function =
      0;  // the innermost function around it, or the function that it is the body of
  bool is_function = false;
};

// The names bound by the blocks of a file: (block, symbol) to binding. One open-addressing table
// for all blocks, because most of them bind a few names only.
class BindingTable {
 public:
  BindingTable() : slots_(64) {}

  const syntax::Binding* find(std::uint32_t block, syntax::SymbolId symbol) const;
  void insert(std::uint32_t block, syntax::SymbolId symbol, syntax::Binding binding);

 private:
  static constexpr std::uint64_t kFree = ~std::uint64_t{0};
  struct Slot {
    std::uint64_t key = kFree;
    syntax::Binding binding;
  };

  static std::uint64_t key_of(std::uint32_t block, syntax::SymbolId symbol) {
    return (std::uint64_t{block} << 32U) | static_cast<std::uint32_t>(symbol);
  }
  static std::size_t hash(std::uint64_t key) {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 32U);
  }
  void place(const Slot& slot);
  void grow();

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace tiltc
