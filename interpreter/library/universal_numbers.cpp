#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "library/arguments.h"
#include "library/universal_functions.h"
#include "values/big_int.h"
#include "values/number.h"
#include "values/quote.h"

namespace tiltc::library::universal {
namespace {

using values::HeapImpl;

std::string_view text_of(Value text) {
  return values::as<values::String>(text)->view();
}

bool is_word(std::string_view text, std::string_view word) {
  return text.size() == word.size() && std::equal(text.begin(), text.end(), word.begin(),
                                                  [](char a, char b) { return (a | 0x20) == b; });
}

bool is_hexadecimal(std::string_view text) {
  return text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
}

// Digits with a point and an exponent; a hexadecimal number must have one (0x1.8p3).
std::from_chars_result parse_digits(std::string_view text, double& value) {
  const bool hexadecimal =
      is_hexadecimal(text) && text.find_first_of("pP") != std::string_view::npos;
  if (hexadecimal) {
    text.remove_prefix(2);
  }
  if (text.empty() || text[0] == '-') {
    return {text.data(), std::errc::invalid_argument};
  }
  return std::from_chars(text.data(), text.data() + text.size(), value,
                         hexadecimal ? std::chars_format::hex : std::chars_format::general);
}

// inf, infinity, nan in any case, or digits. No blanks.
std::optional<double> parse_float(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    text.remove_prefix(1);
  }
  const double sign = negative ? -1 : 1;
  if (is_word(text, "inf") || is_word(text, "infinity")) {
    return sign * std::numeric_limits<double>::infinity();
  }
  if (is_word(text, "nan")) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  double value = 0;
  const auto [end, code] = parse_digits(text, value);
  const bool starts_well = !text.empty() && (text[0] == '.' || (text[0] >= '0' && text[0] <= '9'));
  if (!starts_well || end != text.data() + text.size() || code == std::errc::invalid_argument) {
    return std::nullopt;
  }
  if (code == std::errc::result_out_of_range) {
    value =
        std::strtod(std::string(text).c_str(), nullptr);  // from_chars does not say: 0 or infinity
  }
  return sign * value;
}

Value float_of_string(const Call& call, Value text) {
  const std::optional<double> value = parse_float(text_of(text));
  if (!value) {
    return fail_call(call, "float", fmt::format("invalid literal: {}", repr(text)));
  }
  if (std::isinf(*value) && text_of(text).find_first_of("iI") == std::string_view::npos) {
    return fail_call(call, "float", fmt::format("number out of range: {}", repr(text)));
  }
  return values::make_float(heap_of(call), *value);
}

Value float_of_int(const Call& call, Value number) {
  const double value = values::int_to_double(number);
  return std::isinf(value) ? fail_call(call, "float", "int too large to convert to float")
                           : values::make_float(heap_of(call), value);
}

Value int_of_float(const Call& call, double value) {
  if (!std::isfinite(value)) {
    return fail_call(
        call, "int",
        fmt::format("cannot convert float {} to integer", values::float_to_string(value)));
  }
  return values::double_to_int(heap_of(call), value);
}

Value int_of_string(const Call& call, Value text, Value base_value) {
  std::int64_t base = 10;
  if (!base_value.is_failure() && !want_int(call, "int", "base", base_value, base)) {
    return Value::failure();
  }
  if (base != 0 && (base < 2 || base > 36)) {
    return fail_call(call, "int", "base must be 0, or 2 to 36");
  }
  const std::optional<Value> parsed =
      values::parse_int(heap_of(call), text_of(text), static_cast<int>(base));
  return parsed ? *parsed
                : fail_call(call, "int",
                            fmt::format("invalid literal with base {}: {}", base, repr(text)));
}

// Java's String.hashCode, over code points where Java has UTF-16 units.
std::int32_t java_hash(std::string_view text) {
  std::uint32_t state = 0;
  while (!text.empty()) {
    const values::Decoded decoded = values::decode_utf8(text);
    state = 31 * state + decoded.code_point;
    text.remove_prefix(decoded.width);
  }
  return static_cast<std::int32_t>(state);
}

std::uint32_t fnv_hash(std::string_view bytes) {
  std::uint32_t state = 2166136261U;
  for (const char c : bytes) {
    state = (state ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  return state;
}

Value ord_of_string(const Call& call, std::string_view text) {
  std::size_t count = 0;
  for (std::string_view rest = text; !rest.empty(); ++count) {
    rest.remove_prefix(values::decode_utf8(rest).width);
  }
  return count == 1
             ? Value::small_int(values::decode_utf8(text).code_point)
             : fail_call(call, "ord",
                         fmt::format("string encodes {} Unicode code points, want 1", count));
}

}  // namespace

Value abs_function(const Call& call) {
  std::array<Value, 1> slots;
  if (!take(call, "abs", 1, slots)) {
    return Value::failure();
  }
  if (const std::optional<double> real = as_float(slots[0])) {
    return values::make_float(heap_of(call), std::fabs(*real));
  }
  if (!slots[0].is(Kind::kInt)) {
    return fail_type(call, "abs", "x", slots[0], "int or float");
  }
  return values::int_sign(slots[0]) < 0 ? values::int_negate(heap_of(call), slots[0]) : slots[0];
}

Value bool_function(const Call& call) {
  std::array<Value, 1> slots = {Value::boolean(false)};
  return take(call, "bool", 0, slots) ? Value::boolean(truth(slots[0])) : Value::failure();
}

Value chr_function(const Call& call) {
  std::array<Value, 1> slots;
  std::int64_t code = 0;
  if (!take(call, "chr", 1, slots) || !want_int(call, "chr", "i", slots[0], code)) {
    return Value::failure();
  }
  if (code < 0 || code > 0x10FFFF) {
    return fail_call(call, "chr",
                     fmt::format("Unicode code point {} out of range ({})", code,
                                 code < 0 ? "<0" : ">0x10FFFF"));
  }
  std::string text;
  values::append_utf8(text, values::scalar_value(code));
  return heap_of(call).string(text);
}

Value float_function(const Call& call) {
  std::array<Value, 1> slots = {Value::small_int(0)};
  if (!take(call, "float", 0, slots)) {
    return Value::failure();
  }
  switch (slots[0].kind()) {
    case Kind::kFloat:
      return slots[0];
    case Kind::kInt:
      return float_of_int(call, slots[0]);
    case Kind::kBool:
      return values::make_float(heap_of(call), slots[0].is_true() ? 1.0 : 0.0);
    case Kind::kString:
      return float_of_string(call, slots[0]);
    default:
      return fail_type(call, "float", "x", slots[0], "number or string");
  }
}

Value hash_function(const Call& call) {
  std::array<Value, 1> slots;
  if (!take(call, "hash", 1, slots)) {
    return Value::failure();
  }
  if (values::is_string(slots[0])) {
    return Value::small_int(java_hash(text_of(slots[0])));
  }
  return slots[0].is(Kind::kBytes) ? Value::small_int(fnv_hash(text_of(slots[0])))
                                   : fail_type(call, "hash", "x", slots[0], "string or bytes");
}

Value int_function(const Call& call) {
  static constexpr std::array<std::string_view, 2> kParameters = {"x", "base"};
  std::array<Value, 2> slots = {Value::small_int(0), Value::failure()};
  if (!take_named(call, "int", kParameters, 1, slots)) {
    return Value::failure();
  }
  if (values::is_string(slots[0])) {
    return int_of_string(call, slots[0], slots[1]);
  }
  if (!slots[1].is_failure()) {
    return fail_call(call, "int", "can't convert non-string with explicit base");
  }
  switch (slots[0].kind()) {
    case Kind::kBool:
      return Value::small_int(slots[0].is_true() ? 1 : 0);
    case Kind::kInt:
      return slots[0];
    case Kind::kFloat:
      return int_of_float(call, values::float_of(slots[0]));
    default:
      return fail_type(call, "int", "x", slots[0], "number, bool or string");
  }
}

Value ord_function(const Call& call) {
  std::array<Value, 1> slots;
  if (!take(call, "ord", 1, slots)) {
    return Value::failure();
  }
  if (values::is_string(slots[0])) {
    return ord_of_string(call, text_of(slots[0]));
  }
  if (!slots[0].is(Kind::kBytes)) {
    return fail_type(call, "ord", "x", slots[0], "string or bytes");
  }
  const std::string_view bytes = text_of(slots[0]);
  return bytes.size() == 1
             ? Value::small_int(static_cast<unsigned char>(bytes[0]))
             : fail_call(call, "ord", fmt::format("bytes has length {}, want 1", bytes.size()));
}

}  // namespace tiltc::library::universal
