#include "values/text_search.h"

#include <cstring>

#include <algorithm>
#include <string>

namespace tiltc::values {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::size_t kFirstWindow = 4096;

}  // namespace

std::size_t find_text(std::string_view text, std::string_view wanted, std::size_t from) {
  if (wanted.size() <= 1 || from > text.size()) {
    return text.find(wanted, from);
  }
  const void* found = memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  return found == nullptr ? kNowhere
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

// Backwards is forwards in the reversed text. Windows that grow from the end keep what is copied in
// proportion to how far away the occurrence is.
std::size_t rfind_text(std::string_view text, std::string_view wanted) {
  if (wanted.size() <= 1 || text.size() <= kFirstWindow / 16) {
    return text.rfind(wanted);
  }
  const std::string reversed(wanted.rbegin(), wanted.rend());
  for (std::size_t window = std::max(kFirstWindow, 4 * wanted.size());; window *= 4) {
    const std::string_view tail = text.substr(text.size() - std::min(window, text.size()));
    const std::string backwards(tail.rbegin(), tail.rend());
    const std::size_t found = find_text(backwards, reversed);
    if (found != kNowhere) {
      return text.size() - found - wanted.size();
    }
    if (window >= text.size()) {
      return kNowhere;
    }
  }
}

}  // namespace tiltc::values
