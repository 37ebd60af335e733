#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tiltc::syntax {

// What a byte can be part of; bits of kCharacters.
enum CharacterClass : std::uint8_t {
  kIdentifierStart = 1U,
  kIdentifierPart = 2U,
  kDigit = 4U,
  kHexDigit = 8U,
  kStringSpecial = 16U,  // ends the plain run of a string literal: quotes, backslash, line breaks
  kCommentEnd = 32U,
};

constexpr std::array<std::uint8_t, 256> make_character_classes() {
  std::array<std::uint8_t, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool digit = c >= '0' && c <= '9';
    const unsigned lower = c | 0x20U;
    const bool letter = (lower >= 'a' && lower <= 'z' && c < 128) || c == '_' || c >= 128;
    const bool hex = digit || (lower >= 'a' && lower <= 'f' && c < 128);
    const bool quote = c == '"' || c == '\'' || c == '\\';
    const bool line_break = c == '\n' || c == '\r';
    unsigned bits = 0;
    const auto set = [&bits](bool wanted, unsigned bit) { bits |= wanted ? bit : 0U; };
    set(letter, kIdentifierStart);
    set(letter || digit, kIdentifierPart);
    set(digit, kDigit);
    set(hex, kHexDigit);
    set(quote || line_break, kStringSpecial);
    set(line_break, kCommentEnd);
    table[c] = static_cast<std::uint8_t>(bits);
  }
  return table;
}

inline constexpr std::array<std::uint8_t, 256> kCharacters = make_character_classes();

constexpr bool is(char c, CharacterClass wanted) {
  return (kCharacters[static_cast<unsigned char>(c)] & wanted) != 0;
}

// One code point of UTF-8 text. Bytes that are not UTF-8 have length 1 and the value
// kInvalidCodePoint.
inline constexpr std::uint32_t kInvalidCodePoint = 0xFFFFFFFFU;
struct CodePoint {
  std::uint32_t value = kInvalidCodePoint;
  std::uint32_t length = 1;
};
CodePoint decode_utf8(std::string_view text);
void append_utf8(std::string& out, std::uint32_t code_point);

// Whether a code point beyond ASCII may stand in a name: letters and marks of all scripts, not
// punctuation, symbols, blanks, emoji or private use.
bool is_name_code_point(std::uint32_t code_point);

}  // namespace tiltc::syntax
