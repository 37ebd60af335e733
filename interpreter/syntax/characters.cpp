#include <string>

#include "syntax/characters.h"

namespace tiltc::syntax {
namespace {

struct Range {
  std::uint32_t first, last;
};

// Ranges beyond ASCII that hold no letters, coarse on purpose: a name that slips through is merely
// undefined, while a pasted quotation mark or no-break space deserves words of its own.
constexpr Range kNotInNames[] = {
    {0x80, 0xA9},     {0xAB, 0xB4},     {0xB6, 0xB9},       {0xBB, 0xBF},        {0xD7, 0xD7},
    {0xF7, 0xF7},     {0x2000, 0x206F}, {0x2190, 0x2BFF},   {0x2E00, 0x2E7F},    {0x3000, 0x3004},
    {0x3008, 0x3020}, {0xD800, 0xF8FF}, {0xFE00, 0xFE6F},   {0xFEFF, 0xFEFF},    {0xFF00, 0xFF0F},
    {0xFF1A, 0xFF20}, {0xFFE0, 0xFFFF}, {0x1F000, 0x1FAFF}, {0xE0000, 0x10FFFF},
};

struct Lead {
  std::uint32_t length, bits, smallest;
};

Lead lead_of(unsigned char c) {
  if (c >= 0xC2 && c <= 0xDF) {
    return {2, c & 0x1FU, 0x80};
  }
  if (c >= 0xE0 && c <= 0xEF) {
    return {3, c & 0x0FU, 0x800};
  }
  if (c >= 0xF0 && c <= 0xF4) {
    return {4, c & 0x07U, 0x10000};
  }
  return {0, 0, 0};
}

}  // namespace

CodePoint decode_utf8(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) {
    return {first, 1};
  }
  const Lead lead = lead_of(first);
  if (lead.length == 0 || text.size() < lead.length) {
    return {};
  }
  std::uint32_t value = lead.bits;
  for (std::uint32_t i = 1; i < lead.length; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if ((c & 0xC0U) != 0x80U) {
      return {};
    }
    value = (value << 6U) | (c & 0x3FU);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < lead.smallest || value > 0x10FFFF || surrogate) {
    return {};
  }
  return {value, lead.length};
}

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
    return;
  }
  if (c < 0x800) {
    put(0xC0U | (c >> 6U));
  } else {
    if (c < 0x10000) {
      put(0xE0U | (c >> 12U));
    } else {
      put(0xF0U | (c >> 18U));
      put(0x80U | ((c >> 12U) & 0x3FU));
    }
    put(0x80U | ((c >> 6U) & 0x3FU));
  }
  put(0x80U | (c & 0x3FU));
}

bool is_name_code_point(std::uint32_t code_point) {
  if (code_point == kInvalidCodePoint) {
    return false;
  }
  for (const Range& range : kNotInNames) {
    if (code_point >= range.first && code_point <= range.last) {
      return false;
    }
  }
  return true;
}

}  // namespace tiltc::syntax
