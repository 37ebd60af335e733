#include "format/printer.h"

#include <algorithm>

namespace tiltc::format {

// The first comment that waits goes behind the code, the others below it.
void Printer::end_line() {
  while (text_.ends_with(' ')) {
    text_.pop_back();
  }
  for (const std::string_view comment : waiting_) {
    text_ += at_line_start_ ? "" : "  ";
    write(comment);
    text_ += '\n';
    at_line_start_ = true;
  }
  if (waiting_.empty()) {
    text_ += '\n';
  }
  waiting_.clear();
  at_line_start_ = true;
}

std::uint32_t Printer::column() const {
  if (at_line_start_) {
    return margin_;
  }
  const std::size_t line = text_.rfind('\n') + 1;  // npos + 1 is 0
  const auto code_points =
      std::count_if(text_.begin() + static_cast<std::ptrdiff_t>(line), text_.end(),
                    [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; });
  return static_cast<std::uint32_t>(code_points);
}

}  // namespace tiltc::format
