#include "values/big_int.h"

#include <algorithm>
#include <bit>
#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "values/number.h"

namespace tiltc::values {
namespace {

using Big = boost::multiprecision::cpp_int;
__extension__ using UnsignedWide = unsigned __int128;

constexpr std::size_t kMaxLimbs = (std::size_t{1} << 20U) / 64;

static_assert(sizeof(boost::multiprecision::limb_type) == sizeof(std::uint64_t));

Big to_big(Value value) {
  if (value.is_small_int()) {
    return Big(value.small_int());
  }
  const BigInt* boxed = as<BigInt>(value);
  Big result;
  auto& backend = result.backend();
  backend.resize(boxed->extra, boxed->extra);
  std::memcpy(backend.limbs(), boxed->limbs(), boxed->extra * sizeof(std::uint64_t));
  backend.sign(boxed->negative());
  return result;
}

Value fail_too_large(HeapImpl& heap) {
  return fail(heap,
              error("int-too-large", "int too large").note("an int may have up to 1,048,576 bits"));
}

Value from_big(HeapImpl& heap, const Big& big) {
  const auto& backend = big.backend();
  const std::size_t limbs = backend.size();
  if (limbs == 1) {
    const Wide magnitude = backend.limbs()[0];
    return wide_to_int(heap, backend.sign() ? -magnitude : magnitude);
  }
  if (limbs > kMaxLimbs) {
    return fail_too_large(heap);
  }
  BigInt* boxed = heap.new_big_int(limbs);
  boxed->detail = backend.sign() ? 1 : 0;
  std::memcpy(boxed->limbs(), backend.limbs(), limbs * sizeof(std::uint64_t));
  return Value::object(boxed);
}

std::size_t limbs_of(Value value) {
  return value.is_small_int() ? 1 : as<BigInt>(value)->extra;
}

Wide floor_divide_wide(Wide a, Wide b) {
  const Wide quotient = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

Wide modulo_wide(Wide a, Wide b) {
  const Wide rest = a % b;
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

// Both operands in 127 bits: `wide` computes; else `big` does.
template <class WideOp, class BigOp>
Value combine(HeapImpl& heap, Value a, Value b, const WideOp& wide, const BigOp& big) {
  const std::optional<Wide> left = int_to_wide(a);
  const std::optional<Wide> right = int_to_wide(b);
  if (left && right) {
    return wide_to_int(heap, wide(*left, *right));
  }
  return from_big(heap, big(to_big(a), to_big(b)));
}

// The 64 highest bits of the magnitude and the power of two that they are to be multiplied with.
// The lowest is set when anything was cut off, so that rounding to a double comes out right.
struct Leading {
  std::uint64_t bits;
  int exponent;
};

Leading leading_bits(const BigInt& big) {
  const std::uint64_t* limbs = big.limbs();
  const std::uint32_t last = big.extra - 1;
  const int shift = std::countl_zero(limbs[last]);
  std::uint64_t bits = limbs[last] << shift;
  bool cut = false;
  std::uint32_t rest = last;
  if (shift > 0 && last > 0) {
    bits |= limbs[last - 1] >> (64 - shift);
    cut = (limbs[last - 1] << shift) != 0;
    rest = last - 1;
  }
  cut = cut || std::any_of(limbs, limbs + rest, [](std::uint64_t limb) { return limb != 0; });
  return {bits | (cut ? 1U : 0U), static_cast<int>(last) * 64 - shift};
}

std::uint32_t mix_hash(std::uint64_t word) {
  word *= 0x9E3779B97F4A7C15U;
  return static_cast<std::uint32_t>(word ^ (word >> 32U));
}

}  // namespace

Value wide_to_int(HeapImpl& heap, Wide value) {
  if (value >= Value::kMinSmallInt && value <= Value::kMaxSmallInt) {
    return Value::small_int(static_cast<std::int64_t>(value));
  }
  const UnsignedWide magnitude =
      value < 0 ? 0 - static_cast<UnsignedWide>(value) : static_cast<UnsignedWide>(value);
  const auto high = static_cast<std::uint64_t>(magnitude >> 64U);
  BigInt* boxed = heap.new_big_int(high == 0 ? 1 : 2);
  boxed->detail = value < 0 ? 1 : 0;
  boxed->limbs()[0] = static_cast<std::uint64_t>(magnitude);
  if (high != 0) {
    boxed->limbs()[1] = high;
  }
  return Value::object(boxed);
}

std::optional<Wide> int_to_wide(Value value) {
  if (value.is_small_int()) {
    return value.small_int();
  }
  const BigInt* boxed = as<BigInt>(value);
  if (boxed->extra > 2 || (boxed->extra == 2 && boxed->limbs()[1] >> 63U != 0)) {
    return std::nullopt;
  }
  Wide magnitude = boxed->limbs()[0];
  if (boxed->extra == 2) {
    magnitude |= static_cast<Wide>(boxed->limbs()[1]) << 64U;
  }
  return boxed->negative() ? -magnitude : magnitude;
}

Value box_int(HeapImpl& heap, std::int64_t i) {
  return wide_to_int(heap, i);
}

namespace {

// Sums and products of operands up to 63 bits fit a wide int; those of larger ones may not.
template <class WideOp, class BigOp>
Value combine_short(HeapImpl& heap, Value a, Value b, const WideOp& wide, const BigOp& big) {
  const std::optional<std::int64_t> left = as_int64(a);
  const std::optional<std::int64_t> right = as_int64(b);
  if (left && right) {
    return wide_to_int(heap, wide(Wide{*left}, Wide{*right}));
  }
  return from_big(heap, big(to_big(a), to_big(b)));
}

}  // namespace

Value int_add(HeapImpl& heap, Value a, Value b) {
  return combine_short(
      heap, a, b, [](Wide x, Wide y) { return x + y; },
      [](const Big& x, const Big& y) { return Big(x + y); });
}

Value int_subtract(HeapImpl& heap, Value a, Value b) {
  return combine_short(
      heap, a, b, [](Wide x, Wide y) { return x - y; },
      [](const Big& x, const Big& y) { return Big(x - y); });
}

Value int_multiply(HeapImpl& heap, Value a, Value b) {
  if (limbs_of(a) + limbs_of(b) > kMaxLimbs) {
    return fail_too_large(heap);
  }
  return combine_short(
      heap, a, b, [](Wide x, Wide y) { return x * y; },
      [](const Big& x, const Big& y) { return Big(x * y); });
}

Value int_floor_divide(HeapImpl& heap, Value a, Value b) {
  return combine(heap, a, b, floor_divide_wide, [](const Big& x, const Big& y) {
    Big quotient, rest;
    boost::multiprecision::divide_qr(x, y, quotient, rest);
    return rest != 0 && (rest < 0) != (y < 0) ? Big(quotient - 1) : quotient;
  });
}

Value int_modulo(HeapImpl& heap, Value a, Value b) {
  return combine(heap, a, b, modulo_wide, [](const Big& x, const Big& y) {
    Big rest = x % y;
    return rest != 0 && (rest < 0) != (y < 0) ? Big(rest + y) : rest;
  });
}

Value int_and(HeapImpl& heap, Value a, Value b) {
  return combine(
      heap, a, b, [](Wide x, Wide y) { return x & y; },
      [](const Big& x, const Big& y) { return Big(x & y); });
}

Value int_or(HeapImpl& heap, Value a, Value b) {
  return combine(
      heap, a, b, [](Wide x, Wide y) { return x | y; },
      [](const Big& x, const Big& y) { return Big(x | y); });
}

Value int_xor(HeapImpl& heap, Value a, Value b) {
  return combine(
      heap, a, b, [](Wide x, Wide y) { return x ^ y; },
      [](const Big& x, const Big& y) { return Big(x ^ y); });
}

Value int_shift_left(HeapImpl& heap, Value a, unsigned bits) {
  if (const std::optional<std::int64_t> small = as_int64(a); small && bits <= 62) {
    return wide_to_int(heap, static_cast<Wide>(static_cast<UnsignedWide>(Wide{*small}) << bits));
  }
  return from_big(heap, to_big(a) << bits);
}

// Toward minus infinity, as two's complement does: ~(~a >> n) for negative a.
Value int_shift_right(HeapImpl& heap, Value a, unsigned bits) {
  if (const std::optional<Wide> wide = int_to_wide(a)) {
    return wide_to_int(heap, bits > 126 ? (*wide < 0 ? -1 : 0) : *wide >> bits);
  }
  const Big big = to_big(a);
  return from_big(heap, big < 0 ? Big(-((Big(-big) - 1) >> bits) - 1) : Big(big >> bits));
}

Value int_negate(HeapImpl& heap, Value a) {
  return int_subtract(heap, Value::small_int(0), a);
}

int int_sign(Value a) {
  if (a.is_small_int()) {
    return a.small_int() < 0 ? -1 : (a.small_int() > 0 ? 1 : 0);
  }
  return as<BigInt>(a)->negative() ? -1 : 1;
}

int int_compare(Value a, Value b) {
  if (a.is_small_int() && b.is_small_int()) {
    return a.small_int() < b.small_int() ? -1 : (a.small_int() > b.small_int() ? 1 : 0);
  }
  if (a.is_small_int() || b.is_small_int()) {  // the boxed one is farther from zero
    return a.is_small_int() ? -int_sign(b) : int_sign(a);
  }
  const BigInt* left = as<BigInt>(a);
  const BigInt* right = as<BigInt>(b);
  const int sign = left->negative() ? -1 : 1;
  if (left->negative() != right->negative()) {
    return sign;
  }
  if (left->extra != right->extra) {
    return left->extra < right->extra ? -sign : sign;
  }
  for (std::uint32_t i = left->extra; i-- > 0;) {
    if (left->limbs()[i] != right->limbs()[i]) {
      return left->limbs()[i] < right->limbs()[i] ? -sign : sign;
    }
  }
  return 0;
}

int int_compare_float(Value a, double b) {
  if (std::isinf(b)) {
    return b < 0 ? 1 : -1;
  }
  const double near = int_to_double(a);
  if (near != b) {
    return near < b ? -1 : 1;
  }
  if (a.is_small_int()) {  // equal after rounding: |b| is at most 2^62
    const auto exact = static_cast<std::int64_t>(b);
    return a.small_int() < exact ? -1 : (a.small_int() > exact ? 1 : 0);
  }
  const Big left = to_big(a);
  const Big right(b);
  return left < right ? -1 : (left > right ? 1 : 0);
}

double int_to_double(Value a) {
  if (a.is_small_int()) {
    return static_cast<double>(a.small_int());
  }
  const BigInt* boxed = as<BigInt>(a);
  const Leading leading = leading_bits(*boxed);
  const double magnitude = std::ldexp(static_cast<double>(leading.bits), leading.exponent);
  return boxed->negative() ? -magnitude : magnitude;
}

Value double_to_int(HeapImpl& heap, double d) {
  if (std::fabs(d) < 0x1p62) {
    return Value::small_int(static_cast<std::int64_t>(d));
  }
  return from_big(heap, Big(d));
}

std::uint32_t int_hash(Value a) {
  if (const std::optional<std::int64_t> small = as_int64(a)) {
    return mix_hash(static_cast<std::uint64_t>(*small));
  }
  const double near = int_to_double(a);
  if (!std::isinf(near) && int_compare_float(a, near) == 0) {
    return mix_hash(std::bit_cast<std::uint64_t>(near));
  }
  const BigInt* boxed = as<BigInt>(a);
  std::uint64_t state = boxed->detail;
  for (std::uint32_t i = 0; i < boxed->extra; ++i) {
    state = (state ^ boxed->limbs()[i]) * 0xD1B54A32D192ED03U;
    state ^= state >> 29U;
  }
  return mix_hash(state);
}

std::uint32_t float_hash(double d) {
  if (std::isnan(d)) {
    return 1863425725;
  }
  if (d >= -0x1p63 && d < 0x1p63 && d == std::trunc(d)) {
    return mix_hash(static_cast<std::uint64_t>(static_cast<std::int64_t>(d)));
  }
  return mix_hash(std::bit_cast<std::uint64_t>(d));
}

namespace {

std::string small_to_base(std::int64_t i, int base) {
  std::string text(66, '\0');
  char* begin = text.data();
  const auto [end, code] = std::to_chars(begin, begin + text.size(), i, base);
  static_cast<void>(code);
  text.resize(static_cast<std::size_t>(end - begin));
  return text;
}

// Digits of a power-of-two base, most significant first.
std::string big_to_power_base(Big magnitude, unsigned bits) {
  std::string reversed;
  const std::uint64_t mask = (1U << bits) - 1;
  const std::size_t total = boost::multiprecision::msb(magnitude) + 1;
  for (std::size_t at = 0; at < total; at += bits) {
    std::uint64_t digit = 0;
    for (unsigned k = 0; k < bits; ++k) {
      digit |=
          std::uint64_t{boost::multiprecision::bit_test(magnitude, static_cast<unsigned>(at + k))}
          << k;
    }
    reversed += "0123456789abcdef"[digit & mask];
  }
  return {reversed.rbegin(), reversed.rend()};
}

// Decimal digits of a magnitude below 10^(kLeafDigits * 2^level), by halves: dividing the whole by
// one word after the other takes the square of its length, ten times as long for a million bits.
constexpr unsigned kLeafDigits = 512;

void append_decimal(const Big& magnitude, std::size_t level, const std::vector<Big>& powers,
                    bool padded, std::string& out) {
  if (level == 0) {
    const std::string digits = magnitude.str();
    out.append(padded ? kLeafDigits - digits.size() : 0, '0');
    out += digits;
    return;
  }
  const Big& power = powers[level - 1];
  if (!padded && magnitude < power) {
    return append_decimal(magnitude, level - 1, powers, false, out);
  }
  Big high, low;
  boost::multiprecision::divide_qr(magnitude, power, high, low);
  append_decimal(high, level - 1, powers, padded, out);
  append_decimal(low, level - 1, powers, true, out);
}

std::string big_to_decimal(const Big& magnitude) {
  std::vector<Big> powers = {boost::multiprecision::pow(Big(10), kLeafDigits)};
  while (magnitude >= powers.back() * powers.back()) {
    powers.push_back(powers.back() * powers.back());
  }
  std::string out;
  append_decimal(magnitude, powers.size(), powers, false, out);
  return out;
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'z' ? lower - 'a' + 10 : 99;
}

// All characters are digits of the base. Chunks of digits that fit a word keep the number of long
// operations low.
Big parse_digits(std::string_view digits, int base) {
  Big result = 0;
  std::uint64_t chunk = 0;
  std::uint64_t scale = 1;
  for (const char c : digits) {
    chunk = chunk * static_cast<unsigned>(base) + static_cast<unsigned>(digit_of(c));
    scale *= static_cast<unsigned>(base);
    if (scale > (std::uint64_t{1} << 56U)) {
      result = result * scale + chunk;
      chunk = 0;
      scale = 1;
    }
  }
  return result * scale + chunk;
}

// The base that a prefix such as 0x names, 0 without one.
int prefix_base(std::string_view text) {
  if (text.size() < 2 || text[0] != '0') {
    return 0;
  }
  switch (text[1] | 0x20) {
    case 'x':
      return 16;
    case 'o':
      return 8;
    case 'b':
      return 2;
    default:
      return 0;
  }
}

// Cuts the prefix off and settles the base; false: they contradict each other.
bool settle_base(std::string_view& digits, int& base) {
  const int named = prefix_base(digits);
  if (named != 0 && (base == 0 || base == named)) {
    digits.remove_prefix(2);
    base = named;
    return true;
  }
  if (base == 0) {
    base = 10;
    const bool leading_zero = digits.size() > 1 && digits[0] == '0';
    return !leading_zero || digits.find_first_not_of('0') == std::string_view::npos;
  }
  return true;
}

}  // namespace

std::string int_to_string(Value value) {
  if (value.is_small_int()) {
    return small_to_base(value.small_int(), 10);
  }
  const Big big = to_big(value);
  return (big < 0 ? "-" : "") + big_to_decimal(abs(big));
}

void append_int(std::string& out, Value value) {
  if (!value.is_small_int()) {
    out += to_big(value).str();
    return;
  }
  std::array<char, 24> digits;
  const auto result =
      std::to_chars(digits.data(), digits.data() + digits.size(), value.small_int());
  out.append(digits.data(), result.ptr);
}

std::string int_to_base(Value value, int base) {
  if (value.is_small_int()) {
    return small_to_base(value.small_int(), base);
  }
  const Big big = to_big(value);
  const unsigned bits = base == 16 ? 4 : 3;
  return (big < 0 ? "-" : "") + big_to_power_base(abs(big), bits);
}

std::optional<Value> parse_int(HeapImpl& heap, std::string_view text, int base) {
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    text.remove_prefix(1);
  }
  if (!settle_base(text, base) || text.empty() ||
      !std::all_of(text.begin(), text.end(), [base](char c) { return digit_of(c) < base; })) {
    return std::nullopt;
  }
  if (text.size() <= 11) {  // 36^11 < 2^62
    std::int64_t small = 0;
    std::from_chars(text.data(), text.data() + text.size(), small, base);
    return Value::small_int(negative ? -small : small);
  }
  const auto digit_bits = static_cast<std::size_t>(std::bit_width(static_cast<unsigned>(base)) - 1);
  if (text.size() * digit_bits > kMaxLimbs * 64 + 64) {
    return fail_too_large(heap);
  }
  const Big magnitude = parse_digits(text, base);
  return from_big(heap, negative ? Big(-magnitude) : magnitude);
}

Value int_from_literal(HeapImpl& heap, std::string_view digits) {
  const std::optional<Value> value = parse_int(heap, digits, 0);
  return value.value_or(Value::failure());
}

}  // namespace tiltc::values
