#include "base/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tiltc {

Source::Source(std::string path, std::string text)
    : path_(std::move(path)), text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
    line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }
}

Position Source::position(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - line_starts_.begin());
  const std::uint32_t start = line_starts_[line - 1];
  // Every byte that is not a UTF-8 continuation byte begins a code point.
  std::uint32_t column = 1;
  for (std::uint32_t i = start; i < offset; ++i) {
    if ((static_cast<unsigned char>(text_[i]) & 0xC0U) != 0x80U) {
      ++column;
    }
  }
  return {line, column};
}

std::uint32_t Source::line_start(std::uint32_t line) const {
  const auto index = std::clamp<std::size_t>(line, 1, line_starts_.size()) - 1;
  return line_starts_[index];
}

std::string_view Source::line(std::uint32_t line) const {
  const std::uint32_t start = line_start(line);
  std::size_t end = text_.find('\n', start);
  if (end == std::string::npos) {
    end = text_.size();
  }
  if (end > start && text_[end - 1] == '\r') {
    --end;
  }
  return std::string_view(text_).substr(start, end - start);
}

std::string_view Span::text() const {
  if (!source || begin > source->text().size()) {
    return {};
  }
  return source->text().substr(begin, end - begin);
}

Position Span::position() const {
  return source ? source->position(begin) : Position{};
}

std::string location(const Span& span) {
  if (!span) {
    return {};
  }
  const Position at = span.position();
  return fmt::format("{}:{}:{}", span.source->path(), at.line, at.column);
}

}  // namespace tiltc
