#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Text in UTF-8, and as a literal of the language.
namespace tiltc::values {

// One code point at the start of non-empty `text`. Bytes that are not UTF-8 are U+FFFD, one byte
// wide.
struct Decoded {
  char32_t code_point;
  std::uint32_t width;
  bool valid;
};
Decoded decode_utf8(std::string_view text);
void append_utf8(std::string& out, char32_t code_point);

// The code point itself where UTF-8 has it, U+FFFD for surrogates. `code` lies in [0, 0x10FFFF].
constexpr char32_t scalar_value(std::int64_t code) {
  return code >= 0xD800 && code <= 0xDFFF ? 0xFFFD : static_cast<char32_t>(code);
}

// Appends `text` in double quotes, with escapes for what cannot be seen.
void append_quoted(std::string& out, std::string_view text);

}  // namespace tiltc::values
