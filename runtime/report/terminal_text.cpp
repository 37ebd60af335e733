#include "terminal_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace tiltc::report {

namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// From Unicode's EastAsianWidth (W and F) and general category (Mn, Me, Cf), in coarse blocks.
constexpr std::array kWide = {
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x23E9, 0x23EC},
    Range{0x2614, 0x2615},   Range{0x267F, 0x267F},   Range{0x2693, 0x2693},
    Range{0x26A1, 0x26A1},   Range{0x26D4, 0x26D4},   Range{0x2705, 0x2705},
    Range{0x2728, 0x2728},   Range{0x274C, 0x274C},   Range{0x2753, 0x2755},
    Range{0x2757, 0x2757},   Range{0x2795, 0x2797},   Range{0x2B1B, 0x2B1C},
    Range{0x2B50, 0x2B50},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},
    Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F},
    Range{0x1F680, 0x1F6FF}, Range{0x1F7E0, 0x1F7EB}, Range{0x1F900, 0x1F9FF},
    Range{0x1FA70, 0x1FAFF}, Range{0x20000, 0x3FFFD}};
constexpr std::array kNarrowNothing = {
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489},  Range{0x0591, 0x05BD}, Range{0x064B, 0x065F},
    Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF},  Range{0x200B, 0x200F}, Range{0x202A, 0x202E},
    Range{0x2060, 0x2069}, Range{0x20D0, 0x20FF},  Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F},
    Range{0xFEFF, 0xFEFF}, Range{0xE0100, 0xE01EF}};

template <std::size_t Size>
bool contains(const std::array<Range, Size>& ranges, std::uint32_t point) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), point,
                       [](std::uint32_t value, const Range& range) { return value < range.first; });
  return after != ranges.begin() && point <= std::prev(after)->last;
}

std::size_t width_of(std::uint32_t point) {
  if (point < 0x300) {
    return 1;
  }
  if (contains(kNarrowNothing, point)) {
    return 0;
  }
  return contains(kWide, point) ? 2 : 1;
}

struct Character {
  std::uint32_t point = 0;
  std::size_t bytes = 0;
};

// The first character of valid UTF-8; a byte that is none counts as itself.
Character first_character(std::string_view text) {
  const auto at = [&text](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t lead = at(0);
  const std::size_t length = lead < 0xC0 ? 1U : lead < 0xE0 ? 2U : lead < 0xF0 ? 3U : 4U;
  if (length == 1 || length > text.size()) {
    return {lead, 1};
  }
  std::uint32_t point = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    point = point << 6U | (at(i) & 0x3FU);
  }
  return {point, length};
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    width += width_of(character.point);
    text.remove_prefix(character.bytes);
  }
  return width;
}

std::string fit_to_width(std::string_view text, std::size_t width, std::string_view ellipsis) {
  const std::string_view tail = display_width(ellipsis) < width ? ellipsis : std::string_view();
  const std::size_t room = width - display_width(tail);
  std::string result;
  std::size_t used = 0;
  std::size_t cut_at = 0;  // how much of the result leaves room for the tail
  while (!text.empty()) {
    const Character character = first_character(text);
    used += width_of(character.point);
    if (used > width) {
      return result.substr(0, cut_at).append(tail);
    }
    result += character.point == '\t' ? std::string_view(" ") : text.substr(0, character.bytes);
    cut_at = used <= room ? result.size() : cut_at;
    text.remove_prefix(character.bytes);
  }
  return result;
}

std::string describe_duration(std::chrono::steady_clock::duration time) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  const auto seconds = milliseconds / 1000;
  if (seconds < 10) {
    return fmt::format("{}.{} s", seconds, milliseconds % 1000 / 100);
  }
  if (seconds < 60) {
    return fmt::format("{} s", seconds);
  }
  if (seconds < 3600) {
    return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
  }
  return fmt::format("{} h {:02} min", seconds / 3600, seconds / 60 % 60);
}

}  // namespace tiltc::report
