#include "library/unicode.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tiltc::library {
namespace {

// Capitals [first, last] whose small letters lie `distance` further on; with distance 1, capital
// and small letters alternate, beginning with a capital.
struct CaseRange {
  char32_t first, last;
  std::int32_t distance;
};

constexpr std::array<CaseRange, 20> kCases = {
    {{'A', 'Z', 32},     {0xC0, 0xD6, 32},   {0xD8, 0xDE, 32},   {0x100, 0x12E, 1},
     {0x132, 0x136, 1},  {0x139, 0x147, 1},  {0x14A, 0x176, 1},  {0x178, 0x178, -121},
     {0x179, 0x17D, 1},  {0x386, 0x386, 38}, {0x388, 0x38A, 37}, {0x38C, 0x38C, 64},
     {0x38E, 0x38F, 63}, {0x391, 0x3A1, 32}, {0x3A3, 0x3AB, 32}, {0x400, 0x40F, 80},
     {0x410, 0x42F, 32}, {0x460, 0x480, 1},  {0x48A, 0x4BE, 1},  {0x531, 0x556, 48}}};

struct Interval {
  char32_t first, last;
};

// Beyond ASCII, what is no letter: signs, punctuation, symbols, emoji, private use.
constexpr std::array<Interval, 16> kNoLetters = {{{0x80, 0xA9},
                                                  {0xAB, 0xB4},
                                                  {0xB6, 0xB9},
                                                  {0xBB, 0xBF},
                                                  {0xD7, 0xD7},
                                                  {0xF7, 0xF7},
                                                  {0x2C2, 0x2C5},
                                                  {0x300, 0x36F},
                                                  {0x660, 0x669},
                                                  {0x6F0, 0x6F9},
                                                  {0x2000, 0x20FF},
                                                  {0x2190, 0x2BFF},
                                                  {0x3000, 0x3004},
                                                  {0x3007, 0x3030},
                                                  {0xD800, 0xF8FF},
                                                  {0xFE00, 0xFF20}}};

bool is_in(const CaseRange& range, char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last && (range.distance != 1 || ((c - first) & 1U) == 0);
}

char32_t moved(char32_t c, std::int32_t by) {
  return static_cast<char32_t>(static_cast<std::int32_t>(c) + by);
}

}  // namespace

char32_t to_lower(char32_t c) {
  for (const CaseRange& range : kCases) {
    if (is_in(range, c, range.first, range.last)) {
      return moved(c, range.distance);
    }
  }
  return c;
}

char32_t to_upper(char32_t c) {
  for (const CaseRange& range : kCases) {
    if (is_in(range, c, moved(range.first, range.distance), moved(range.last, range.distance))) {
      return moved(c, -range.distance);
    }
  }
  return c;
}

bool is_letter(char32_t c) {
  if (c < 0x80) {
    return (c | 0x20U) >= 'a' && (c | 0x20U) <= 'z';
  }
  return c < 0x1F000 && std::none_of(kNoLetters.begin(), kNoLetters.end(), [c](Interval each) {
           return c >= each.first && c <= each.last;
         });
}

bool is_digit(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0x6F0 && c <= 0x6F9) ||
         (c >= 0xFF10 && c <= 0xFF19);
}

bool is_space(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

}  // namespace tiltc::library
