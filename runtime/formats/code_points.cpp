#include "code_points.h"

#include "base/text.h"

namespace tiltc {
namespace {

constexpr char32_t kBeyondUnicode = 0x110000;

std::size_t length_by_first_byte(unsigned char byte) {
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

}  // namespace

char32_t take_code_point(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = length_by_first_byte(first);
  if (length > text.size() || !is_valid_utf8(text.substr(0, length))) {
    text.remove_prefix(1);
    return kBeyondUnicode + first;
  }
  char32_t point = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    point = point << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(length);
  return point;
}

}  // namespace tiltc
