#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "values/objects.h"

// The memory below the heap: cells of fixed sizes in 64 KB blocks, and large objects one by one.
// Knows which cells hold objects and which objects are marked; knows nothing of what objects mean.
namespace tiltc::values {

inline constexpr std::size_t kBlockBytes = std::size_t{64} << 10U;
inline constexpr std::size_t kMaxSmallBytes = 8192;

// Cell sizes: steps of 8 bytes up to 128, then four sizes for each doubling.
constexpr std::size_t kClassCount = 16 + 6 * 4;

constexpr std::array<std::uint16_t, kClassCount> make_class_sizes() {
  std::array<std::uint16_t, kClassCount> sizes{};
  for (std::size_t i = 0; i < 16; ++i) {
    sizes[i] = static_cast<std::uint16_t>(i == 0 ? 16 : 8 * (i + 1));
  }
  std::size_t size = 128;
  for (std::size_t i = 16; i < kClassCount; i += 4) {
    for (std::size_t k = 1; k <= 4; ++k) {
      sizes[i + k - 1] = static_cast<std::uint16_t>(size + size / 4 * k);
    }
    size *= 2;
  }
  return sizes;
}
inline constexpr std::array<std::uint16_t, kClassCount> kClassSizes = make_class_sizes();

constexpr std::array<std::uint8_t, kMaxSmallBytes / 8 + 1> make_class_of() {
  std::array<std::uint8_t, kMaxSmallBytes / 8 + 1> table{};
  std::size_t index = 0;
  for (std::size_t words = 0; words < table.size(); ++words) {
    while (kClassSizes[index] < words * 8) {
      ++index;
    }
    table[words] = static_cast<std::uint8_t>(index);
  }
  return table;
}
inline constexpr std::array<std::uint8_t, kMaxSmallBytes / 8 + 1> kClassOf = make_class_of();

static_assert(kClassSizes.back() == kMaxSmallBytes);

struct FreeCell : Object {
  FreeCell* next;
};

// The head of a block; cells follow.
struct Block {
  std::uint32_t cell_bytes = 0;
  std::uint32_t size_class = 0;
  char* begin = nullptr;  // first cell
  char* bump =
      nullptr;  // cells from here on have never been used (kept by the class while it is current)
  char* end = nullptr;  // after the last cell
  bool swept = true;

  static Block* of(const void* cell) {
    return reinterpret_cast<Block*>(reinterpret_cast<std::uintptr_t>(cell) & ~(kBlockBytes - 1));
  }
};

// An object's mark: the low bits say in which collection it was last found, the high bit that it is
// large.
inline constexpr std::uint8_t kLargeMark = 0x80;

class Space {
 public:
  Space() = default;
  ~Space();
  Space(const Space&) = delete;
  Space& operator=(const Space&) = delete;

  // A cell for `bytes` (at most kMaxSmallBytes) with nothing in it, or nullptr: use allocate_slow.
  void* allocate_fast(std::size_t bytes) {
    SizeClass& its = classes_[kClassOf[(bytes + 7) / 8]];
    if (FreeCell* cell = its.free) [[likely]] {
      its.free = cell->next;
      return cell;
    }
    if (its.bump < its.limit) {
      void* cell = its.bump;
      its.bump += its.cell_bytes;
      return cell;
    }
    return nullptr;
  }
  void* allocate_slow(std::size_t bytes);   // sweeps, or takes a fresh block
  void* allocate_large(std::size_t bytes);  // mark it kLargeMark | live_mark()

  // The mark of new objects and of those found by the running collection.
  std::uint8_t live_mark() const { return live_mark_; }
  bool is_live(const Object* object) const { return (object->mark & 3U) == live_mark_; }

  // The room that an object of so many bytes is given.
  static std::size_t cell_size(std::size_t bytes) {
    return bytes <= kMaxSmallBytes ? kClassSizes[kClassOf[(bytes + 7) / 8]] : bytes;
  }

  // Frees one object at once.
  void release(Object* object);

  // A collection: begin_marking, then mark what is reachable, then end_marking, after which
  // unmarked objects are gone (their cells are swept when needed).
  void begin_marking();
  void end_marking();
  void mark(Object* object) {
    object->mark = static_cast<std::uint8_t>((object->mark & kLargeMark) | live_mark_);
  }

  // The object whose memory holds the address; nullptr: none. Between begin_marking and end_marking
  // only.
  Object* object_at(std::uintptr_t address) const;

  std::uint64_t allocated_bytes() const { return allocated_bytes_; }  // since the last collection
  std::uint64_t held_bytes() const { return held_bytes_; }

  // While on, allocate_fast always fails, so that every allocation passes the slow path.
  void set_slow(bool on);  // NOLINT: a switch

 private:
  struct SizeClass {
    FreeCell* free = nullptr;
    char* bump = nullptr;
    char* limit = nullptr;
    std::uint32_t cell_bytes = 0;
    Block* current = nullptr;  // whose end is [bump, limit)
    std::vector<Block*> blocks;
    std::size_t cursor = 0;  // blocks before it are swept
  };
  struct Large {
    std::uint64_t bytes;
    std::uint64_t index;  // in larges_
    Object* object() { return reinterpret_cast<Object*>(this + 1); }
    static Large* of(const Object* object) {
      return reinterpret_cast<Large*>(reinterpret_cast<std::uintptr_t>(object)) - 1;
    }
  };
  struct Hidden {
    FreeCell* free = nullptr;
    char* bump = nullptr;
    char* limit = nullptr;
  };

  void refill(SizeClass& its, std::size_t index);
  bool sweep_next(SizeClass& its);
  FreeCell* sweep(Block& block, std::size_t& free_cells) const;
  void use_fresh_block(SizeClass& its, std::size_t index);
  void finish_sweeping();
  void sweep_larges();
  Block* fresh_block();
  void add_chunk();
  void* one_cell(std::size_t index);
  std::size_t large_index(std::uintptr_t address) const;

  std::array<SizeClass, kClassCount> classes_ = {};
  std::array<Hidden, kClassCount> hidden_ = {};
  std::vector<void*> chunks_;  // memory from the system
  std::vector<Block*> empty_blocks_;
  std::vector<Large*> larges_;
  std::vector<std::uintptr_t> sorted_blocks_;  // during marking
  std::vector<Large*> sorted_larges_;
  std::uint64_t allocated_bytes_ = 0;
  std::uint64_t held_bytes_ = 0;
  std::uint8_t live_mark_ = 1;
  bool slow_ = false;
};

}  // namespace tiltc::values
