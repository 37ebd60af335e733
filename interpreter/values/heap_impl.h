#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "tiltc/heap.h"
#include "values/fault.h"
#include "values/intern.h"
#include "values/objects.h"
#include "values/space.h"

namespace tiltc::values {

class ValueVector;

// Reports root slots to the collector.
class Marker {
 public:
  virtual void value(Value value) = 0;
  virtual void object(Object* object) = 0;  // not nullptr
  void range(std::span<const Value> values) {
    for (const Value each : values) {
      value(each);
    }
  }

 protected:
  ~Marker() = default;
};

// The heap of one Engine: a non-moving mark-and-sweep collector over size classes (space.h).
//
// What keeps an object alive: what the root visitors report, slots of add_root and ValueVectors,
// interned strings that anything reaches, and whatever word of the native stack or registers points
// into it. Memory from malloc (a std::vector<Value>, say) does not.
//
// A collection may run inside every function that makes an object. The first comes after 4 MB, the
// next when two to three times of what lived has been reached. Not thread-safe.
class HeapImpl final : public Heap {
 public:
  HeapImpl();
  ~HeapImpl() override;
  HeapImpl(const HeapImpl&) = delete;
  HeapImpl& operator=(const HeapImpl&) = delete;

  Value integer(std::int64_t i) override;
  Value floating(double d) override;
  Value string(std::string_view bytes) override;
  Value interned(std::string_view name) override;
  Value bytes(std::string_view bytes) override;
  Value list(std::span<const Value> elements) override;
  Value tuple(std::span<const Value> elements) override;
  Value dict(std::span<const DictEntry> entries) override;
  void append(Value list, Value element) override;
  void put(Value dict, Value key, Value value) override;
  Value structure(std::span<const std::pair<std::string_view, Value>> fields) override;
  // The same with interned, distinct names and one value for each.
  Value structure(std::span<const Value> names, std::span<const Value> values);
  Value module(std::string_view name,
               std::span<const std::pair<std::string_view, Value>> members) override;
  Value host(std::unique_ptr<HostObject> object) override;
  void freeze(Value value) override;
  void add_root(Value* slot) override;
  void remove_root(Value* slot) override;

  // Objects, ready for use. Elements of tuples, functions and records are None until filled in.
  String* new_string(
      std::uint32_t length);  // bytes not initialised; fill before the next allocation
  String* new_bytes(std::uint32_t length);
  List* new_list(std::size_t capacity);
  Tuple* new_tuple(std::size_t size);
  Dict* new_dict(std::size_t expected = 0);
  Set* new_set(std::size_t expected = 0);
  Range* new_range(std::int64_t start, std::int64_t stop, std::int64_t step);
  Cell* new_cell(Value value);
  Function* new_function(const void* code, Value name, std::size_t value_count);
  Builtin* new_builtin(NativeFunction function, void* host, Value name,
                       Value receiver = Value::failure());
  Record* new_struct(Shape* shape);
  Record* new_module(Shape* shape, Value name);
  Elems* new_elems(String* string, Elems::Form form);
  Float* new_float(double d);
  BigInt* new_big_int(std::size_t limbs);
  Tuple* new_record_of_values(std::size_t size);  // Kind::kInternal
  // The shape of these names: interned strings, sorted by their bytes, distinct.
  Shape* shape_of(std::span<const Value> names);

  // A string of one byte; one object each.
  Value byte_string(unsigned char byte) const { return byte_strings_[byte]; }
  Value empty_string() const { return empty_string_; }
  // type(value); one object for each type.
  Value type_of(Value value) {
    Value& known = type_names_[static_cast<std::size_t>(value.kind())];
    return known.is_none() ? name_type(value, known) : known;
  }

  // Lists: room for `capacity` items in all. The list's items may move.
  void reserve(List* list, std::size_t capacity);
  void push(List* list, Value item) {
    if (list->size == list->capacity) [[unlikely]] {
      reserve(list, std::size_t{list->size} + 1);
    }
    list->items[list->size++] = item;
  }

  // Raw room for a table's entries; see Buffer.
  Buffer* new_buffer(std::size_t bytes);
  void release(Buffer* buffer);  // at once; nothing may refer to it any more

  Fault& fault() { return fault_; }

  // Called at each collection to report roots. Lives until the heap ends.
  void add_root_visitor(std::function<void(Marker&)> visitor);

  void collect();

  struct Statistics {
    std::uint64_t collections = 0;
    std::uint64_t live_bytes = 0;       // found by the last collection
    std::uint64_t allocated_bytes = 0;  // in objects since then
    std::uint64_t held_bytes = 0;       // taken from the system now
  };
  Statistics statistics() const;

  // For tests: a collection before each allocation.
  void set_stress(bool on);  // NOLINT: a switch
  // The native stack is not scanned from now on; for tests of precise roots and of memory bounds.
  void ignore_native_stack() { scans_native_stack_ = false; }

  // What long-running operations ask now and then, in place of the virtual machine's own loop:
  // false means that the program is to end, with the reason recorded.
  void set_interruption(std::function<bool()> check) { interruption_ = std::move(check); }
  bool check_interruption() const { return !interruption_ || interruption_(); }

  // Live memory may not exceed `bytes` (0: without end). When a collection cannot get below it,
  // `exceeded` is called (it should make the program stop soon) and allocation goes on; operations
  // that would make one value larger than what is left fail by themselves.
  void set_limit(std::uint64_t bytes, std::function<void()> exceeded);
  // Whether an object of `bytes` may be made; records the error if not.
  bool check_room(std::uint64_t bytes);

 private:
  friend class ValueVector;
  class MarkerImpl;

  void* allocate(std::size_t bytes, Kind kind) {
    void* memory = bytes <= kMaxSmallBytes ? space_.allocate_fast(bytes) : nullptr;
    if (memory == nullptr) [[unlikely]] {
      return allocate_slow(bytes, kind);
    }
    auto* object = static_cast<Object*>(memory);
    *object = {kind, space_.live_mark(), 0, 0, 0};
    return object;
  }
  void* allocate_slow(std::size_t bytes, Kind kind);
  Value name_type(Value value, Value& known);
  String* new_text(Kind kind, std::uint32_t length);
  void collect_when_due(std::size_t bytes);
  void mark_roots(MarkerImpl& marker);
  void mark_native_stack(MarkerImpl& marker);
  void place_shape(Shape* shape);
  void rehash_shapes(std::size_t slots);
  void adjust_threshold();
  bool notice_limit(std::uint64_t bytes);
  void sweep_hosts();
  void sweep_shapes();
  Record* new_record(Kind kind, Shape* shape, Value name);
  Record* record_of(Kind kind, Value name,
                    std::span<const std::pair<std::string_view, Value>> fields);
  Record* record_of(Kind kind, Value name, std::span<const Value> names,
                    std::span<const Value> values);

  // The shape of names in any order, and where the values of its fields come from.
  struct Arrangement {
    Shape* shape = nullptr;  // nullptr: nothing is known
    std::vector<Value> names;
    std::vector<std::uint32_t> order;
  };
  const Arrangement& arrange(std::span<const Value> names);  // valid until the next allocation
  Arrangement make_arrangement(std::span<const Value> names);

  Space space_;
  Fault fault_;
  InternTable interned_;
  std::vector<Shape*> shapes_;  // hash table by Shape::hash; nullptr: free
  std::size_t shape_count_ = 0;
  std::array<Arrangement, 64> arrangements_ =
      {};  // by hash of the names; forgotten when collecting
  std::uint32_t next_shape_id_ = 1;
  std::vector<Host*> hosts_;
  std::unordered_set<Value*> roots_;
  std::vector<std::function<void(Marker&)>> visitors_;
  ValueVector* vectors_ = nullptr;
  std::array<Value, 256> byte_strings_ = {};
  Value empty_string_;
  std::array<Value, kKindCount> type_names_ = {};  // None: not asked for yet, or not one per kind
  std::uint64_t threshold_ =
      0;  // bytes allocated since the last collection that make the next one due
  std::uint64_t live_bytes_ = 0;
  std::uint64_t collections_ = 0;
  std::uint64_t limit_ = 0;
  std::function<void()> exceeded_;
  std::function<bool()> interruption_;
  bool scans_native_stack_ = true;
  bool collecting_ = false;
  bool stress_ = false;
};

// What a heap may use when nobody says how much: half of the machine's memory, or of the process's
// address space where that is limited, and never more than 4 GiB.
std::uint64_t machine_memory_limit();

// Every Heap is a HeapImpl.
inline HeapImpl& impl(Heap& heap) {
  return static_cast<HeapImpl&>(heap);
}

// Values in malloc'ed memory that the collector sees. For temporaries on the native stack:
// destroyed in the reverse order of their construction.
class ValueVector {
 public:
  explicit ValueVector(HeapImpl& heap) : heap_(heap), next_(heap.vectors_) { heap.vectors_ = this; }
  ~ValueVector() { heap_.vectors_ = next_; }
  ValueVector(const ValueVector&) = delete;
  ValueVector& operator=(const ValueVector&) = delete;

  std::vector<Value> items;

 private:
  friend class HeapImpl;
  HeapImpl& heap_;
  ValueVector* next_;
};

}  // namespace tiltc::values
