#include "values/unicode.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace tiltc::unicode {
namespace {

// Every `stride`-th code point from first to last: in many scripts capital and small letters
// alternate.
struct Run {
  std::uint32_t first, last;
  std::uint8_t stride;
};

struct Mapping {
  std::uint32_t first, last;
  std::uint8_t stride;
  std::int32_t distance;
};

#include "values/unicode_tables.inc"

// The run that holds c, or nullptr.
template <class Each>
const Each* find(std::span<const Each> runs, char32_t c) {
  const auto after = std::upper_bound(
      runs.begin(), runs.end(), c, [](char32_t code, const Each& run) { return code < run.first; });
  if (after == runs.begin()) {
    return nullptr;
  }
  const Each& run = *(after - 1);
  return c <= run.last && (c - run.first) % run.stride == 0 ? &run : nullptr;
}

bool holds(std::span<const Run> runs, char32_t c) {
  return find(runs, c) != nullptr;
}

char32_t moved(std::span<const Mapping> mappings, char32_t c) {
  const Mapping* mapping = find(mappings, c);
  return mapping == nullptr
             ? c
             : static_cast<char32_t>(static_cast<std::int32_t>(c) + mapping->distance);
}

bool is_ascii_letter(char32_t c) {
  return (c | 0x20U) >= 'a' && (c | 0x20U) <= 'z';
}

}  // namespace

char32_t to_lower(char32_t c) {
  return c < 0x80 ? (is_ascii_letter(c) ? c | 0x20U : c) : moved(kToLower, c);
}

char32_t to_upper(char32_t c) {
  return c < 0x80 ? (is_ascii_letter(c) ? c & ~0x20U : c) : moved(kToUpper, c);
}

char32_t to_title(char32_t c) {
  return c >= 0x80 && find<Mapping>(kToTitle, c) != nullptr ? moved(kToTitle, c) : to_upper(c);
}

bool is_letter(char32_t c) {
  return c < 0x80 ? is_ascii_letter(c) : holds(kLetters, c);
}

bool is_digit(char32_t c) {
  return c < 0x80 ? c >= '0' && c <= '9' : holds(kDigits, c);
}

bool is_capital(char32_t c) {
  return holds(kCapitals, c);
}

bool is_small(char32_t c) {
  return holds(kSmallLetters, c);
}

bool is_title(char32_t c) {
  return holds(kTitleLetters, c);
}

bool is_visible(char32_t c) {
  return c < 0x80 ? c >= 0x20 && c != 0x7F : holds(kVisible, c);
}

bool is_cased(char32_t c) {
  if (c == 0x130 || c == 0x131) {
    return false;  // Turkish letters whose mappings are not each other's inverse
  }
  return to_lower(c) != c || to_upper(c) != c || holds(kOtherCased, c);
}

bool is_space(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

}  // namespace tiltc::unicode
