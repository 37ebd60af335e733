#include "values/space.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/check.h"

namespace tiltc::values {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20U;

bool is_free(const Object* cell) {
  return cell->kind == Kind::kInternal && cell->detail == kFreeCell;
}

void make_free(Object* cell, FreeCell* next) {
  cell->kind = Kind::kInternal;
  cell->detail = kFreeCell;
  cell->mark = 0;
  static_cast<FreeCell*>(cell)->next = next;
}

Object* object_in(const Block& block, std::uintptr_t address) {
  const auto begin = reinterpret_cast<std::uintptr_t>(block.begin);
  if (address < begin || address >= reinterpret_cast<std::uintptr_t>(block.bump)) {
    return nullptr;
  }
  const std::size_t cell = (address - begin) / block.cell_bytes;
  auto* object = reinterpret_cast<Object*>(block.begin + cell * block.cell_bytes);
  return is_free(object) ? nullptr : object;
}

}  // namespace

Space::~Space() {
  for (Large* large : larges_) {
    std::free(large);
  }
  for (void* chunk : chunks_) {
    munmap(chunk, kChunkBytes + kBlockBytes);
  }
}

// Blocks must lie at multiples of their size, which mmap does not promise: one block more is mapped
// than used. Pages that are never touched cost nothing.
void Space::add_chunk() {
  void* memory = mmap(nullptr, kChunkBytes + kBlockBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  TILTC_CHECK(memory != MAP_FAILED);
  chunks_.push_back(memory);
  held_bytes_ += kChunkBytes;
  const auto base = reinterpret_cast<std::uintptr_t>(memory);
  const std::uintptr_t first = (base + kBlockBytes - 1) & ~(kBlockBytes - 1);
  for (std::uintptr_t block = first + kChunkBytes; block > first;) {
    block -= kBlockBytes;
    empty_blocks_.push_back(reinterpret_cast<Block*>(block));
  }
}

Block* Space::fresh_block() {
  if (empty_blocks_.empty()) {
    add_chunk();
  }
  Block* block = empty_blocks_.back();
  empty_blocks_.pop_back();
  return block;
}

void Space::use_fresh_block(SizeClass& its, std::size_t index) {
  Block* block = fresh_block();
  its.cell_bytes = kClassSizes[index];
  const std::size_t cells = (kBlockBytes - sizeof(Block)) / its.cell_bytes;
  auto* begin = reinterpret_cast<char*>(block + 1);
  *block = {its.cell_bytes, static_cast<std::uint32_t>(index), begin,
            begin,          begin + cells * its.cell_bytes,    true};
  if (its.current != nullptr) {
    its.current->bump = its.current->end;
  }
  its.current = block;
  its.bump = block->begin;
  its.limit = block->end;
  its.blocks.push_back(block);
  if (its.cursor == its.blocks.size() - 1) {
    ++its.cursor;
  }
  allocated_bytes_ += cells * its.cell_bytes;
}

FreeCell* Space::sweep(Block& block, std::size_t& free_cells) const {
  FreeCell* first = nullptr;
  FreeCell** tail = &first;
  free_cells = 0;
  for (char* at = block.begin; at < block.bump; at += block.cell_bytes) {
    auto* cell = reinterpret_cast<Object*>(at);
    if (cell->mark != live_mark_) {
      make_free(cell, nullptr);
      *tail = static_cast<FreeCell*>(cell);
      tail = &static_cast<FreeCell*>(cell)->next;
      ++free_cells;
    }
  }
  block.swept = true;
  return first;
}

// Sweeps blocks until one gives free cells. Blocks in which nothing lives go to whoever needs one
// next.
bool Space::sweep_next(SizeClass& its) {
  while (its.cursor < its.blocks.size()) {
    Block* block = its.blocks[its.cursor];
    if (block->swept) {
      ++its.cursor;
      continue;
    }
    std::size_t free_cells = 0;
    FreeCell* cells = sweep(*block, free_cells);
    const std::size_t total = static_cast<std::size_t>(block->bump - block->begin) / its.cell_bytes;
    if (free_cells == total && block != its.current) {
      its.blocks[its.cursor] = its.blocks.back();
      its.blocks.pop_back();
      empty_blocks_.push_back(block);
      continue;
    }
    ++its.cursor;
    if (cells != nullptr) {
      its.free = cells;
      allocated_bytes_ += free_cells * its.cell_bytes;
      return true;
    }
  }
  return false;
}

void Space::refill(SizeClass& its, std::size_t index) {
  if (its.free == nullptr && its.bump >= its.limit && !sweep_next(its)) {
    use_fresh_block(its, index);
  }
}

void* Space::allocate_slow(std::size_t bytes) {
  const std::size_t index = kClassOf[(bytes + 7) / 8];
  if (slow_) {
    return one_cell(index);
  }
  refill(classes_[index], index);
  return allocate_fast(bytes);
}

// One cell, after which the fast path finds nothing again.
void* Space::one_cell(std::size_t index) {
  SizeClass& its = classes_[index];
  Hidden& hidden = hidden_[index];
  its.free = hidden.free;
  its.bump = hidden.bump;
  its.limit = hidden.limit;
  refill(its, index);
  void* cell = allocate_fast(kClassSizes[index]);
  hidden = {its.free, its.bump, its.limit};
  its.free = nullptr;
  its.bump = its.limit = nullptr;
  return cell;
}

void Space::set_slow(bool on) {
  if (on == slow_) {
    return;
  }
  slow_ = on;
  for (std::size_t i = 0; i < kClassCount; ++i) {
    SizeClass& its = classes_[i];
    const Hidden now = {its.free, its.bump, its.limit};
    its.free = hidden_[i].free;
    its.bump = hidden_[i].bump;
    its.limit = hidden_[i].limit;
    hidden_[i] = now;
  }
}

void* Space::allocate_large(std::size_t bytes) {
  auto* large = static_cast<Large*>(std::malloc(sizeof(Large) + bytes));
  TILTC_CHECK(large != nullptr);
  large->bytes = bytes;
  large->index = larges_.size();
  larges_.push_back(large);
  allocated_bytes_ += bytes;
  held_bytes_ += bytes;
  return large->object();
}

void Space::release(Object* object) {
  if ((object->mark & kLargeMark) != 0) {
    Large* large = Large::of(object);
    held_bytes_ -= large->bytes;
    larges_[large->index] = larges_.back();
    larges_[large->index]->index = large->index;
    larges_.pop_back();
    std::free(large);
    return;
  }
  Block* block = Block::of(object);
  if (!block->swept) {
    object->mark = 0;  // the sweep to come finds it dead
    return;
  }
  FreeCell*& free = slow_ ? hidden_[block->size_class].free : classes_[block->size_class].free;
  make_free(object, free);
  free = static_cast<FreeCell*>(object);
}

// Two marks alternate, so that nobody has to clear any. For that no dead object may be left over
// from the collection before.
void Space::finish_sweeping() {
  for (SizeClass& its : classes_) {
    while (sweep_next(its)) {
    }
  }
}

void Space::begin_marking() {
  finish_sweeping();
  live_mark_ = static_cast<std::uint8_t>(3 - live_mark_);
  for (std::size_t i = 0; i < kClassCount; ++i) {
    SizeClass& its = classes_[i];
    if (its.current != nullptr) {
      its.current->bump = slow_ ? hidden_[i].bump : its.bump;
      if (its.current->bump == nullptr) {
        its.current->bump = its.current->end;
      }
    }
    for (Block* block : its.blocks) {
      sorted_blocks_.push_back(reinterpret_cast<std::uintptr_t>(block));
    }
  }
  std::sort(sorted_blocks_.begin(), sorted_blocks_.end());
  sorted_larges_ = larges_;
  std::sort(sorted_larges_.begin(), sorted_larges_.end());
}

Object* Space::object_at(std::uintptr_t address) const {
  const std::uintptr_t block = address & ~(kBlockBytes - 1);
  if (std::binary_search(sorted_blocks_.begin(), sorted_blocks_.end(), block)) {
    return object_in(*reinterpret_cast<Block*>(block), address);
  }
  auto after = std::upper_bound(
      sorted_larges_.begin(), sorted_larges_.end(), address,
      [](std::uintptr_t at, const Large* l) { return at < reinterpret_cast<std::uintptr_t>(l); });
  if (after == sorted_larges_.begin()) {
    return nullptr;
  }
  Large* large = *--after;
  const auto begin = reinterpret_cast<std::uintptr_t>(large->object());
  return address >= begin && address - begin < large->bytes ? large->object() : nullptr;
}

void Space::sweep_larges() {
  for (std::size_t i = larges_.size(); i-- > 0;) {
    if (!is_live(larges_[i]->object())) {
      release(larges_[i]->object());
    }
  }
}

void Space::end_marking() {
  sorted_blocks_.clear();
  sorted_larges_.clear();
  sweep_larges();
  for (std::size_t i = 0; i < kClassCount; ++i) {
    SizeClass& its = classes_[i];
    its.free = nullptr;
    hidden_[i].free = nullptr;
    its.cursor = 0;
    for (Block* block : its.blocks) {
      block->swept = false;
    }
  }
  allocated_bytes_ = 0;
}

}  // namespace tiltc::values
