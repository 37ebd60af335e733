#include "values/number.h"

#include <array>
#include <charconv>
#include <cmath>

namespace tiltc::values {
namespace {

using Digits = std::array<char, 400>;  // the longest: -1.8e308 in %f form

template <class... Format>
std::string to_text(double d, Format... format) {
  Digits digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), d, format...);
  return {digits.data(), result.ptr};
}

int exponent_of(std::string_view scientific) {
  const std::size_t e = scientific.find('e');
  const char* begin = scientific.data() + e + (scientific[e + 1] == '+' ? 2 : 1);
  int exponent = 0;
  std::from_chars(begin, scientific.data() + scientific.size(), exponent);
  return exponent;
}

std::string not_finite(double d) {
  return std::isnan(d) ? "nan" : (d > 0 ? "+inf" : "-inf");
}

}  // namespace

Value box_float(HeapImpl& heap, double d) {
  return Value::object(heap.new_float(d));
}

// Go's %g with the fewest digits that read back as the same number: an exponent below -4 or from 6
// on is written out.
std::string float_to_string(double d) {
  if (!std::isfinite(d)) {
    return not_finite(d);
  }
  std::string scientific = to_text(d, std::chars_format::scientific);
  const int exponent = exponent_of(scientific);
  if (exponent < -4 || exponent >= 6) {
    return scientific;
  }
  std::string fixed = to_text(d, std::chars_format::fixed);
  return fixed.find('.') == std::string::npos ? fixed + ".0" : fixed;
}

std::string float_to_precision(double d, char conversion) {
  if (!std::isfinite(d)) {
    return not_finite(d);
  }
  const bool scientific = conversion == 'e' || conversion == 'E';
  return to_text(d, scientific ? std::chars_format::scientific : std::chars_format::fixed, 6);
}

}  // namespace tiltc::values
