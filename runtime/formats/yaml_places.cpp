#include "yaml_places.h"

#include <algorithm>

namespace tiltc::yaml {
namespace {

constexpr std::size_t kStride = 128;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

bool ends_property(char byte) {
  return std::string_view(" \t\r\n,[]{}").find(byte) != std::string_view::npos;
}

std::size_t end_of_property(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) == "!<") {
    return std::min(text.find('>', at), text.size() - 1) + 1;
  }
  while (at < text.size() && !ends_property(text[at])) {
    ++at;
  }
  return at;
}

// White space, line breaks and comments.
std::size_t skip_blank(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (text[at] == '#') {
      at = std::min(text.find_first_of("\r\n", at), text.size());
    } else if (std::string_view(" \t\r\n").find(text[at]) != std::string_view::npos) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

}  // namespace

Places::Places(std::string_view text, std::size_t begin) : text_(text), start_(begin) {
  if (begin == 0 && text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    start_ = kByteOrderMark.size();
  }
  is_ascii_ = std::none_of(text.begin() + static_cast<std::ptrdiff_t>(start_), text.end(),
                           [](char byte) { return static_cast<unsigned char>(byte) >= 0x80U; });
  if (is_ascii_) {
    return;
  }
  std::size_t count = 0;
  for (std::size_t at = start_; at < text.size(); at = next(at)) {
    if (count++ % kStride == 0) {
      marks_.push_back(static_cast<std::uint32_t>(at));
    }
  }
}

std::size_t Places::next(std::size_t offset) const {
  ++offset;
  while (offset < text_.size() && is_continuation(text_[offset])) {
    ++offset;
  }
  return offset;
}

std::uint32_t Places::byte_offset(std::size_t code_point) const {
  if (is_ascii_) {
    return static_cast<std::uint32_t>(std::min(start_ + code_point, text_.size()));
  }
  if (code_point / kStride >= marks_.size()) {
    return static_cast<std::uint32_t>(text_.size());
  }
  std::size_t at = marks_[code_point / kStride];
  for (std::size_t rest = code_point % kStride; rest > 0 && at < text_.size(); --rest) {
    at = next(at);
  }
  return static_cast<std::uint32_t>(at);
}

std::uint32_t skip_properties(std::string_view text, std::uint32_t begin, std::uint32_t end,
                              int properties) {
  std::size_t at = begin;
  for (int i = 0; i < properties; ++i) {
    at = end_of_property(text, skip_blank(text, at));
  }
  if (at >= end) {
    return end;
  }
  return static_cast<std::uint32_t>(skip_blank(text, at));
}

}  // namespace tiltc::yaml
