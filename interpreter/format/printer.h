#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tiltc::format {

inline constexpr std::uint32_t kIndentation = 4;

// The text that is being written: lines that begin at a margin and end without blanks. Comments
// that belong behind the code of a line wait until the line ends.
class Printer {
 public:
  void write(std::string_view text) {
    begin_line();
    text_ += text;
  }
  void comment_behind(std::string_view comment) { waiting_.push_back(comment); }
  bool has_waiting_comments() const { return !waiting_.empty(); }

  void end_line();
  void blank_line() { text_ += '\n'; }

  std::uint32_t margin() const { return margin_; }
  void set_margin(std::uint32_t margin) { margin_ = margin; }
  // Where the next text will stand, in code points from 0.
  std::uint32_t column() const;

  std::string take() { return std::move(text_); }
  void reserve(std::size_t bytes) { text_.reserve(bytes); }

 private:
  void begin_line() {
    if (at_line_start_) {
      text_.append(margin_, ' ');
      at_line_start_ = false;
    }
  }

  std::string text_;
  std::uint32_t margin_ = 0;
  bool at_line_start_ = true;
  std::vector<std::string_view> waiting_;
};

// Widens the margin for as long as it exists.
class Indented {
 public:
  Indented(Printer& printer, std::uint32_t by) : Indented(printer, printer.margin(), by) {}
  ~Indented() { printer_.set_margin(old_); }
  Indented(const Indented&) = delete;
  Indented& operator=(const Indented&) = delete;

 protected:
  Indented(Printer& printer, std::uint32_t from, std::uint32_t by)
      : printer_(printer), old_(printer.margin()) {
    printer_.set_margin(from + by);
  }

 private:
  Printer& printer_;
  std::uint32_t old_;
};

// Puts the margin to where the next text will stand.
class AlignedHere : public Indented {
 public:
  explicit AlignedHere(Printer& printer) : Indented(printer, printer.column(), 0) {}
};

}  // namespace tiltc::format
