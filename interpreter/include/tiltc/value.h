#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

// Values as an embedder and the builtins see them. A Value is one 64-bit word, cheap to copy; what
// it points to belongs to the Heap of its Engine, which collects garbage. A Value that native code
// keeps beyond one call must be held by a Root (heap.h); on the native stack it is found by itself.
namespace tiltc {

enum class Kind : std::uint8_t {
  kNone,
  kBool,
  kInt,
  kFloat,  // kInt and kFloat: immediate or boxed
  kString,
  kBytes,
  kList,
  kTuple,
  kDict,
  kSet,
  kRange,
  kFunction,  // a def or lambda
  kBuiltin,   // a native function, or a method bound to its receiver
  kStruct,
  kModule,
  kHost,         // an embedder's own type, see host_object.h
  kStringElems,  // "".elems() and its kin
  kBytesElems,
  kCell,      // internal: a variable shared by closures
  kInternal,  // internal: code and other things that no program can hold
};
inline constexpr std::size_t kKindCount = static_cast<std::size_t>(Kind::kInternal) + 1;

// What every heap object starts with.
struct Object {
  Kind kind;
  std::uint8_t mark = 0;    // the collector's
  std::uint8_t frozen = 0;  // 1: immutable for ever
  std::uint8_t detail = 0;  // by kind
  std::uint32_t extra = 0;  // by kind; iteration count of list, dict and set
};

// Encoding, by the low bits:
//   ......1  int, 63 bits, two's complement
//   .....10  float whose exponent is of ordinary size, rotated so that the tag fits
//   .....100 None, False, True, and the mark of a failed call
//   .....000 pointer to an Object, 8-byte aligned; boxed floats and ints beyond 63 bits among them
class Value {
 public:
  constexpr Value() : bits_(kNoneBits) {}

  static constexpr Value none() { return Value(kNoneBits); }
  static constexpr Value boolean(bool b) { return Value(b ? kTrueBits : kFalseBits); }
  // The result of a native function that failed; its thread holds the diagnostic. No program sees
  // it.
  static constexpr Value failure() { return Value(kFailureBits); }
  static constexpr Value from_bits(std::uint64_t bits) { return Value(bits); }
  static Value object(Object* object) { return Value(reinterpret_cast<std::uint64_t>(object)); }

  static constexpr std::int64_t kMaxSmallInt = (std::int64_t{1} << 62) - 1;
  static constexpr std::int64_t kMinSmallInt = -(std::int64_t{1} << 62);
  static constexpr bool fits_small_int(std::int64_t i) {
    return i >= kMinSmallInt && i <= kMaxSmallInt;
  }
  // `i` must fit; Heap::integer takes any.
  static constexpr Value small_int(std::int64_t i) {
    return Value((static_cast<std::uint64_t>(i) << 1U) | 1U);
  }

  constexpr std::uint64_t bits() const { return bits_; }
  constexpr bool is_none() const { return bits_ == kNoneBits; }
  constexpr bool is_true() const { return bits_ == kTrueBits; }
  constexpr bool is_false() const { return bits_ == kFalseBits; }
  constexpr bool is_bool() const { return is_true() || is_false(); }
  constexpr bool is_failure() const { return bits_ == kFailureBits; }
  constexpr bool is_small_int() const { return (bits_ & 1U) != 0; }
  constexpr bool is_small_float() const { return (bits_ & 3U) == 2; }
  constexpr bool is_object() const { return (bits_ & 7U) == 0; }
  constexpr std::int64_t small_int() const { return static_cast<std::int64_t>(bits_) >> 1; }
  Object* object() const { return reinterpret_cast<Object*>(bits_); }

  Kind kind() const {
    if (is_object()) {
      return object()->kind;
    }
    if (is_small_int()) {
      return Kind::kInt;
    }
    if (is_small_float()) {
      return Kind::kFloat;
    }
    return is_none() ? Kind::kNone : Kind::kBool;
  }
  bool is(Kind wanted) const { return kind() == wanted; }

  // Same word: identity, not Starlark's ==.
  friend constexpr bool operator==(Value a, Value b) { return a.bits_ == b.bits_; }

 private:
  explicit constexpr Value(std::uint64_t bits) : bits_(bits) {}

  static constexpr std::uint64_t kNoneBits = 0x04;
  static constexpr std::uint64_t kFalseBits = 0x0C;
  static constexpr std::uint64_t kTrueBits = 0x14;
  static constexpr std::uint64_t kFailureBits = 0x1C;

  std::uint64_t bits_;
};

static_assert(sizeof(Value) == 8);

// Starlark's type() of the value: "int", "builtin_function_or_method", or the host type's own name.
std::string_view type_name(Value value);

bool truth(Value value);

// The bytes of a string (or bytes); nothing for other kinds. Valid while the value lives.
std::optional<std::string_view> as_string(Value value);
std::optional<std::int64_t> as_int64(Value value);  // nothing for other kinds and for larger ints
std::optional<double> as_float(Value value);        // of a float only

// Elements of a list or tuple; nothing for other kinds. Valid until the list changes.
std::optional<std::span<const Value>> as_sequence(Value value);

struct DictEntry {
  Value key;
  Value value;
};

// Looks on a dict's entries in insertion order. Valid until the dict changes.
class DictView {
 public:
  explicit DictView(Value dict);  // `dict` must be of Kind::kDict
  std::size_t size() const;
  std::optional<Value> find(std::string_view key) const;

  // Calls visit(DictEntry) for each entry.
  template <class Visit>
  void each(const Visit& visit) const {
    for (std::size_t i = 0; i < slots(); ++i) {
      if (const std::optional<DictEntry> entry = slot(i)) {
        visit(*entry);
      }
    }
  }

 private:
  std::size_t slots() const;
  std::optional<DictEntry> slot(std::size_t index) const;  // nothing where an entry was removed
  Value dict_;
};

// str() and repr() as Starlark prints them. Cycles print as `...`.
std::string str(Value value);
std::string repr(Value value);

}  // namespace tiltc
