#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tiltc/value.h"
#include "values/heap_impl.h"
#include "values/objects.h"

// Ints and floats: the encodings and what the operators need of them.
namespace tiltc::values {

// Floats whose exponent lies in [2^-255, 2^256) have 011 or 100 in the bits below the sign. Rotated
// to the low end, one of those three bits is redundant given the others, which makes room for the
// tag `10`: bits 0..1 become the tag, bit 2 is the sign, and bit 63 (the third exponent bit) tells
// 011 from 100. The word that 2^-255 itself would get stands for 0.0.
inline constexpr std::uint64_t kZeroFloat = 0x8000000000000002U;

inline bool fits_small_float(double d) {
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(d);
  const std::uint64_t top = (bits >> 60U) & 7U;
  return ((top == 3 || top == 4) && bits != 0x3000000000000000U) || bits == 0;
}

inline Value small_float(double d) {  // d fits
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(d);
  return Value::from_bits(bits == 0 ? kZeroFloat : ((std::rotl(bits, 3) & ~std::uint64_t{3}) | 2U));
}

inline double decode_small_float(Value value) {
  const std::uint64_t bits = value.bits();
  if (bits == kZeroFloat) {
    return 0.0;
  }
  const std::uint64_t low = 2U - (bits >> 63U);  // 01 for 011, 10 for 100
  return std::bit_cast<double>(std::rotr((bits & ~std::uint64_t{3}) | low, 3));
}

// Of any float, immediate or boxed.
inline double float_of(Value value) {
  return value.is_small_float() ? decode_small_float(value) : as<Float>(value)->value;
}

Value box_float(HeapImpl& heap, double d);
inline Value make_float(HeapImpl& heap, double d) {
  return fits_small_float(d) ? small_float(d) : box_float(heap, d);
}

Value box_int(HeapImpl& heap, std::int64_t i);
inline Value make_int(HeapImpl& heap, std::int64_t i) {
  return Value::fits_small_int(i) ? Value::small_int(i) : box_int(heap, i);
}

// The int of digits as the lexer found them (0x, 0o, 0b prefixes allowed); failure() when too
// large.
Value int_from_literal(HeapImpl& heap, std::string_view digits);

// int("text", base) rules; nothing: not a number. Failure(): too large.
std::optional<Value> parse_int(HeapImpl& heap, std::string_view text, int base);

std::string int_to_string(Value value);
void append_int(std::string& out, Value value);  // in decimal
std::string int_to_base(Value value, int base);  // 8, 10, 16; lower case
std::string float_to_string(double d);           // Go's %g, always with a mark of being a float

std::string float_to_precision(double d, char conversion);  // %e, %f: six digits after the point

}  // namespace tiltc::values
