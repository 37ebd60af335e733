#include "quoting.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tiltc {
namespace {

constexpr std::size_t kLongestShown = 120;  // bytes

// The cut must not split a code point: step back over its continuation bytes.
std::string_view shortened(std::string_view text) {
  std::size_t end = kLongestShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end);
}

}  // namespace

std::string shown(std::string_view text) {
  const bool cut = text.size() > kLongestShown;
  std::string quoted = json_quote(cut ? shortened(text) : text);
  quoted = quoted.substr(1, quoted.size() - 2);
  return cut ? fmt::format("`{}…`", quoted) : fmt::format("`{}`", quoted);
}

}  // namespace tiltc
