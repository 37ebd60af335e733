#include "dockerfile_lines.h"

#include <algorithm>

namespace tiltc {
namespace {

constexpr std::string_view kBlanks = " \t\v\f\r";

std::string_view without_indent(std::string_view line) {
  return line.substr(std::min(line.find_first_not_of(kBlanks), line.size()));
}

// Takes the escape character off the end of a line that goes on. Two of them are a literal one.
bool take_continuation(std::string_view& line, char escape) {
  const auto last = line.find_last_not_of(" \t");
  if (last == std::string_view::npos || line[last] != escape ||
      (last > 0 && line[last - 1] == escape)) {
    return false;
  }
  line = line.substr(0, last);
  return true;
}

}  // namespace

std::uint32_t LogicalLine::place(std::size_t offset) const {
  const auto after = std::upper_bound(
      pieces.begin(), pieces.end(), offset,
      [](std::size_t wanted, const Piece& piece) { return wanted < piece.offset; });
  const Piece& piece = *std::prev(after);
  return piece.place + static_cast<std::uint32_t>(offset - piece.offset);
}

DockerfileWord LogicalLine::word(const SourcePtr& source, std::size_t from, std::size_t to) const {
  DockerfileWord word;
  word.text = text.substr(from, to - from);
  word.pieces.push_back({0, place(from)});
  const auto after = std::upper_bound(
      pieces.begin(), pieces.end(), from,
      [](std::size_t wanted, const Piece& piece) { return wanted < piece.offset; });
  for (auto piece = after; piece != pieces.end() && piece->offset < to; ++piece) {
    word.pieces.push_back({piece->offset - static_cast<std::uint32_t>(from), piece->place});
  }
  word.span = {source, 0, 0};
  word.span = word.part(0, word.text.size());
  return word;
}

DockerfileLines::DockerfileLines(std::string_view text) : text_(text) {
  next_ = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

std::uint32_t DockerfileLines::place(std::string_view part) const {
  return static_cast<std::uint32_t>(part.data() - text_.data());
}

std::optional<std::string_view> DockerfileLines::next_physical() {
  if (next_ >= text_.size()) {
    return std::nullopt;
  }
  std::string_view line = text_.substr(next_, text_.find('\n', next_) - next_);
  next_ += line.size() + 1;
  line.remove_suffix(line.ends_with('\r') ? 1 : 0);
  end_of_last_ = place(line) + static_cast<std::uint32_t>(line.size());
  return line;
}

void DockerfileLines::put_back(std::string_view line) {
  next_ = place(line);
}

void DockerfileLines::append(LogicalLine& line, std::string_view text) const {
  line.pieces.push_back({static_cast<std::uint32_t>(line.text.size()), place(text)});
  line.text += text;
}

void DockerfileLines::read_continuations(LogicalLine& line, char escape) {
  while (const auto next = next_physical()) {
    const std::string_view content = without_indent(*next);
    line.end = end_of_last_;
    if (content.empty() || content.front() == '#') {
      continue;
    }
    std::string_view part = *next;
    const bool goes_on = take_continuation(part, escape);
    append(line, part);
    if (!goes_on) {
      return;
    }
  }
}

std::optional<LogicalLine> DockerfileLines::next_logical(char escape) {
  while (const auto first = next_physical()) {
    std::string_view content = without_indent(*first);
    if (content.empty() || content.front() == '#') {
      continue;
    }
    LogicalLine line;
    line.begin = place(content);
    line.end = end_of_last_;
    const bool goes_on = take_continuation(content, escape);
    append(line, content);
    if (goes_on) {
      read_continuations(line, escape);
    }
    if (!without_indent(line.text).empty()) {
      return line;
    }
  }
  return std::nullopt;
}

}  // namespace tiltc
