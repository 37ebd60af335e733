#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "values/heap_impl.h"

// Ints of any size. Every function takes immediate and boxed ints alike and returns the immediate
// form where it fits. Results beyond a million bits fail: sizes of values are bounded.
namespace tiltc::values {

__extension__ using Wide = __int128;

Value wide_to_int(HeapImpl& heap, Wide value);
// Nothing: needs more than 127 bits.
std::optional<Wide> int_to_wide(Value value);

Value int_add(HeapImpl& heap, Value a, Value b);
Value int_subtract(HeapImpl& heap, Value a, Value b);
Value int_multiply(HeapImpl& heap, Value a, Value b);
Value int_floor_divide(HeapImpl& heap, Value a, Value b);  // b is not 0
Value int_modulo(HeapImpl& heap, Value a, Value b);        // b is not 0
Value int_and(HeapImpl& heap, Value a, Value b);
Value int_or(HeapImpl& heap, Value a, Value b);
Value int_xor(HeapImpl& heap, Value a, Value b);
Value int_shift_left(HeapImpl& heap, Value a, unsigned bits);
Value int_shift_right(HeapImpl& heap, Value a, unsigned bits);
Value int_negate(HeapImpl& heap, Value a);

int int_sign(Value a);
int int_compare(Value a, Value b);
int int_compare_float(Value a, double b);       // exact; b is not NaN
double int_to_double(Value a);                  // nearest; infinite when too large
Value double_to_int(HeapImpl& heap, double d);  // toward zero; d is finite
std::uint32_t int_hash(Value a);
std::uint32_t float_hash(double d);  // of an integral float, the int's

}  // namespace tiltc::values
