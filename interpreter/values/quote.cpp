#include "values/quote.h"

#include <array>

#include <fmt/format.h>

#include "values/unicode.h"

namespace tiltc::values {
namespace {

constexpr Decoded kInvalid = {0xFFFD, 1, false};

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
}

std::uint32_t width_of(unsigned char lead) {
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    return 2;
  }
  if (lead >= 0xE0 && lead <= 0xEF) {
    return 3;
  }
  return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

// Shorter forms exist for it, or it is a surrogate, or too large.
bool is_forbidden(char32_t c, std::uint32_t width) {
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  return c < kLeast[width] || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF;
}

void append_escape(std::string& out, char32_t c) {
  constexpr std::string_view kNamed = "abtnvfr";
  if (c >= 7 && c <= 13) {
    out += '\\';
    out += kNamed[c - 7];
  } else if (c < 0x80) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(c));
  } else if (c < 0x10000) {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
  } else {
    fmt::format_to(std::back_inserter(out), "\\U{:08x}", static_cast<unsigned>(c));
  }
}

void append_decoded(std::string& out, const Decoded& decoded, std::string_view text) {
  if (!decoded.valid) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text[0]));
  } else if (decoded.code_point == '"' || decoded.code_point == '\\') {
    out += '\\';
    out += text[0];
  } else if (unicode::is_visible(decoded.code_point)) {
    out += text.substr(0, decoded.width);
  } else {
    append_escape(out, decoded.code_point);
  }
}

inline bool is_plain(char c) {
  return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

// How many bytes at the start stand for themselves.
std::size_t plain_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && is_plain(text[length])) {
    ++length;
  }
  return length;
}

}  // namespace

Decoded decode_utf8(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::uint32_t width = width_of(lead);
  if (width == 1) {
    return {lead, 1, true};
  }
  if (width == 0 || text.size() < width) {
    return kInvalid;
  }
  char32_t c = lead & (0xFFU >> (width + 1));
  for (std::uint32_t i = 1; i < width; ++i) {
    if (!is_continuation(text[i])) {
      return kInvalid;
    }
    c = (c << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  return is_forbidden(c, width) ? kInvalid : Decoded{c, width, true};
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  const int extra = c < 0x800 ? 1 : (c < 0x10000 ? 2 : 3);
  constexpr std::array<unsigned, 4> kLead = {0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kLead[static_cast<std::size_t>(extra)] | (c >> (6 * extra)));
  for (int i = extra - 1; i >= 0; --i) {
    out += static_cast<char>(0x80U | ((c >> (6 * i)) & 0x3FU));
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t plain = plain_length(text);
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (!text.empty()) {
      const Decoded decoded = decode_utf8(text);
      append_decoded(out, decoded, text);
      text.remove_prefix(decoded.width);
    }
  }
  out += '"';
}

}  // namespace tiltc::values
