#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "tiltc/call.h"
#include "tiltc/value.h"

namespace tiltc {
class HostObject;
}

// Layouts of everything that lives in the heap. Objects are made by HeapImpl (heap_impl.h) alone,
// never move, and hold each other as Values or plain pointers; the collector knows every field
// below.
namespace tiltc::values {

// Bytes follow the object. `extra` is the cached hash once `detail` says so. Bytes values share the
// layout.
struct String : Object {
  static constexpr std::uint8_t kHashed = 1;
  static constexpr std::uint8_t kInterned = 2;  // the only object of its text among interned ones

  std::uint32_t length;

  char* data() { return reinterpret_cast<char*>(this + 1); }
  const char* data() const { return reinterpret_cast<const char*>(this + 1); }
  std::string_view view() const { return {data(), length}; }
  bool interned() const { return (detail & kInterned) != 0; }
};

// `extra` elements follow the object.
struct Tuple : Object {
  std::uint32_t size() const { return extra; }
  Value* items() { return reinterpret_cast<Value*>(this + 1); }
  const Value* items() const { return reinterpret_cast<const Value*>(this + 1); }
  std::span<const Value> view() const { return {items(), extra}; }
};

// `extra` counts the iterations that run over it; while there are any it cannot change. `items`
// lies in a buffer object of the heap that the list alone refers to; nullptr while capacity is 0.
struct List : Object {
  Value* items;
  std::uint32_t size;
  std::uint32_t capacity;

  std::span<const Value> view() const { return {items, size}; }
};

// What a list's items and a table's entries lie in. Only its owner knows what it holds.
struct Buffer : Object {
  std::uint64_t bytes;  // room that follows
  char* data() { return reinterpret_cast<char*>(this + 1); }
};

// An entry of a dict or set. A removed one keeps its hash and has failure() as its key.
struct Entry {
  Value key;
  Value value;  // None in a set
  std::uint32_t hash;

  bool live() const { return !key.is_failure(); }
};

// Insertion-ordered hash table: `used` entries in order, some of them removed, followed in the same
// buffer by an index of 1-, 2- or 4-byte slots (entry number + 1; 0: free) when there are more than
// 8 entries. `extra` counts iterations. Operations in table.h.
struct Table : Object {
  Entry* entries;          // nullptr while capacity is 0
  std::uint32_t size;      // live entries
  std::uint32_t used;      // entries with the removed ones
  std::uint32_t capacity;  // entries
  std::uint32_t first;     // no live entry lies before it
  std::uint32_t slots;     // of the index, a power of two; 0: no index
};
struct Dict : Table {};
struct Set : Table {};

struct Range : Object {
  std::int64_t start;
  std::int64_t stop;
  std::int64_t step;
  std::int64_t length;

  std::int64_t at(std::int64_t i) const {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(start) +
                                     static_cast<std::uint64_t>(i) *
                                         static_cast<std::uint64_t>(step));
  }
};

// How many elements a range has; step is not 0. At most the largest int64.
constexpr std::int64_t range_length(std::int64_t start, std::int64_t stop, std::int64_t step) {
  if (step > 0 ? start >= stop : start <= stop) {
    return 0;
  }
  const auto low = static_cast<std::uint64_t>(step > 0 ? start : stop);
  const auto high = static_cast<std::uint64_t>(step > 0 ? stop : start);
  const std::uint64_t stride =
      step > 0 ? static_cast<std::uint64_t>(step) : 0 - static_cast<std::uint64_t>(step);
  const std::uint64_t last = (high - low - 1) / stride;
  return last >= std::uint64_t{INT64_MAX} ? INT64_MAX : static_cast<std::int64_t>(last + 1);
}

// A variable shared by closures; failure() while it has no value.
struct Cell : Object {
  Value value;
};

// A def or lambda. `extra` values follow: what the virtual machine keeps there (defaults, cells of
// captured variables). `code` belongs to the Engine and outlives the heap's objects.
struct Function : Object {
  const void* code;
  Value name;  // a string

  Value* values() { return reinterpret_cast<Value*>(this + 1); }
  const Value* values() const { return reinterpret_cast<const Value*>(this + 1); }
};

// A native function, or with a receiver a method bound to it (receiver is failure() otherwise).
struct Builtin : Object {
  NativeFunction function;
  void* host;
  Value name;  // a string
  Value receiver;
};

// The sorted field names of structs and modules that have the same ones. Weakly interned: equal
// names share one shape. `id` is never used twice, so caches at call sites compare ids, never
// addresses. `extra` interned strings follow.
struct Shape : Object {
  std::uint32_t id;
  std::uint32_t hash;

  std::uint32_t size() const { return extra; }
  Value* names() { return reinterpret_cast<Value*>(this + 1); }
  const Value* names() const { return reinterpret_cast<const Value*>(this + 1); }
};

// A struct, or a module (Kind::kModule, which has a name). `extra` is the shape's id: a call site
// that remembers {id, index} reads values()[index] without a look at the shape. As many values as
// names follow.
struct Record : Object {
  Shape* shape;
  Value name;  // of a module; None in a struct

  Value* values() { return reinterpret_cast<Value*>(this + 1); }
  const Value* values() const { return reinterpret_cast<const Value*>(this + 1); }
};

// A float that the word cannot hold (number.h).
struct Float : Object {
  double value;
};

// An int beyond 63 bits. `detail` is 1 when negative; `extra` limbs of 64 bits follow, least first,
// the last one not zero.
struct BigInt : Object {
  bool negative() const { return detail != 0; }
  std::uint64_t* limbs() { return reinterpret_cast<std::uint64_t*>(this + 1); }
  const std::uint64_t* limbs() const { return reinterpret_cast<const std::uint64_t*>(this + 1); }
};

struct Host : Object {
  HostObject* object;  // owned; destroyed by the sweep
};

// "x".elems() and its kin, by `detail`. Kind::kStringElems over a string, Kind::kBytesElems over
// bytes.
struct Elems : Object {
  enum Form : std::uint8_t { kElems, kElemOrds, kCodepoints, kCodepointOrds };
  String* string;

  Form form() const { return static_cast<Form>(detail); }
};

// Objects of Kind::kInternal, by `detail`.
enum InternalKind : std::uint8_t {
  kFreeCell,        // a cell of a block that holds no object; the next free one follows the header
  kBuffer,          // Buffer
  kShape,           // Shape
  kRecordOfValues,  // like a Tuple: `extra` values follow; free for the virtual machine's use
};

template <class T>
T* as(Value value) {
  return static_cast<T*>(value.object());
}

inline bool is_object_of(Value value, Kind kind) {
  return value.is_object() && value.object()->kind == kind;
}
inline bool is_string(Value value) {
  return is_object_of(value, Kind::kString);
}

}  // namespace tiltc::values
