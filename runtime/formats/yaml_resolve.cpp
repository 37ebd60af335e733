#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>

#include "base/text.h"
#include "formats/yaml_value.h"

namespace tiltc::yaml {
namespace {

constexpr std::string_view kTagPrefix = "tag:yaml.org,2002:";

constexpr std::array<std::string_view, 11> kTrue = {"y",    "Y",    "yes", "Yes", "YES", "true",
                                                    "True", "TRUE", "on",  "On",  "ON"};
constexpr std::array<std::string_view, 11> kFalse = {"n",     "N",     "no",  "No",  "NO", "false",
                                                     "False", "FALSE", "off", "Off", "OFF"};
constexpr std::array<std::string_view, 5> kNull = {"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 6> kInfinity = {".inf",  ".Inf",  ".INF",
                                                       "+.inf", "+.Inf", "+.INF"};
constexpr std::array<std::string_view, 3> kMinusInfinity = {"-.inf", "-.Inf", "-.INF"};
constexpr std::array<std::string_view, 3> kNotANumber = {".nan", ".NaN", ".NAN"};

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  for (const std::string_view word : words) {
    if (word == text) {
      return true;
    }
  }
  return false;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes the prefix of a number off and says its base: 0x1F, 0o17, 017, 0b11.
int take_base(std::string_view& digits) {
  if (digits.size() < 2 || digits[0] != '0') {
    return 10;
  }
  const char letter = digits[1];
  const int base = letter == 'x' || letter == 'X'   ? 16
                   : letter == 'o' || letter == 'O' ? 8
                   : letter == 'b' || letter == 'B' ? 2
                                                    : 0;
  digits.remove_prefix(base == 0 ? 1 : 2);
  return base == 0 ? 8 : base;
}

std::optional<Scalar> read_integer(std::string_view text) {
  const bool negative = text[0] == '-';
  if (negative || text[0] == '+') {
    text.remove_prefix(1);
  }
  const int base = take_base(text);
  std::uint64_t magnitude = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), magnitude, base);
  if (code != std::errc() || end != text.data() + text.size() || text.empty()) {
    return std::nullopt;
  }
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 63U;
  if (negative) {
    return magnitude <= kLimit ? std::optional<Scalar>(static_cast<std::int64_t>(0 - magnitude))
                               : std::nullopt;
  }
  return magnitude < kLimit ? Scalar(static_cast<std::int64_t>(magnitude)) : Scalar(magnitude);
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool has_float_shape(std::string_view text) {
  std::size_t at = text[0] == '-' || text[0] == '+' ? 1 : 0;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && is_digit(text[at])) {
      ++at;
    }
    return at - start;
  };
  const std::size_t whole = digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0 && whole == 0) {
      return false;
    }
  } else if (whole == 0) {
    return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    at += at < text.size() && (text[at] == '-' || text[at] == '+') ? 1 : 0;
    if (digits() == 0) {
      return false;
    }
  }
  return at == text.size();
}

std::optional<Scalar> read_float(std::string_view text) {
  if (!has_float_shape(text)) {
    return std::nullopt;
  }
  text.remove_prefix(text[0] == '+' ? 1 : 0);
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code == std::errc::result_out_of_range) {
    const bool tiny =
        text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos;
    return tiny ? std::optional<Scalar>(std::int64_t{0}) : std::nullopt;
  }
  // JSON, by which Kubernetes' tools pass on what they read, has one kind of number.
  if (std::trunc(value) == value && std::abs(value) < 9.2e18) {
    return Scalar(static_cast<std::int64_t>(value));
  }
  return Scalar(value);
}

Scalar resolve_number(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != '_') {
      digits += c;
    }
  }
  if (digits.empty()) {
    return std::string(text);
  }
  if (text[0] != '.') {
    if (std::optional<Scalar> integer = read_integer(digits)) {
      return *std::move(integer);
    }
  } else if (digits.size() != text.size()) {
    return std::string(text);
  }
  return read_float(digits).value_or(std::string(text));
}

// Cheap first look: can the text be anything but a string?
bool may_be_typed(std::string_view text) {
  if (text.empty()) {
    return true;
  }
  return is_digit(text[0]) ||
         std::string_view("+-.~yYnNtTfFoO").find(text[0]) != std::string_view::npos;
}

Scalar resolve_plain(std::string_view text) {
  if (!may_be_typed(text)) {
    return std::string(text);
  }
  if (is_one_of(text, kNull)) {
    return std::monostate();
  }
  if (is_one_of(text, kTrue)) {
    return true;
  }
  if (is_one_of(text, kFalse)) {
    return false;
  }
  if (is_one_of(text, kInfinity)) {
    return HUGE_VAL;
  }
  if (is_one_of(text, kMinusInfinity)) {
    return -HUGE_VAL;
  }
  if (is_one_of(text, kNotANumber)) {
    return std::nan("");
  }
  if (is_digit(text[0]) || text[0] == '+' || text[0] == '-' || text[0] == '.') {
    return resolve_number(text);
  }
  return std::string(text);
}

// Whether a tag leaves the type to the text.
bool is_typed_by_text(const Node& scalar) {
  if (scalar.tag.empty()) {
    return scalar.style == Style::kPlain;
  }
  const std::string_view tag = scalar.tag;
  if (tag.substr(0, kTagPrefix.size()) != kTagPrefix) {
    return false;
  }
  const std::string_view name = tag.substr(kTagPrefix.size());
  return name == "int" || name == "float" || name == "bool" || name == "null";
}

}  // namespace

Scalar resolve(const Node& scalar) {
  if (!is_typed_by_text(scalar)) {
    return scalar.value;
  }
  return resolve_plain(scalar.value);
}

bool is_string(const Node& scalar) {
  return !is_typed_by_text(scalar) || !may_be_typed(scalar.value) ||
         std::holds_alternative<std::string>(resolve_plain(scalar.value));
}

bool is_null(const Node& scalar) {
  return is_typed_by_text(scalar) && is_one_of(scalar.value, kNull);
}

}  // namespace tiltc::yaml
