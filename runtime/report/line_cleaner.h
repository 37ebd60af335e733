#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace tiltc::report {

enum class Colours { kDrop, kKeep };

// Takes the bytes that a program wrote, in any pieces, and gives lines that can't harm a terminal:
//  - colours (SGR) stay when asked for, each line closing and reopening what is on; every other
//  control
//    sequence is dropped: cursor movements, titles, links, queries;
//  - what a carriage return or backspace overwrites is gone: of a progress bar the last state
//  remains;
//  - a run of bytes that are not UTF-8 becomes one U+FFFD; other control characters but tab are
//  dropped;
//  - a line of more than kMaxLine bytes is given in pieces.
class LineCleaner {
 public:
  static constexpr std::size_t kMaxLine = std::size_t{16} * 1024;
  using OnLine = std::function<void(std::string_view)>;  // without the line break

  explicit LineCleaner(Colours colours) : colours_(colours) {}

  void feed(std::string_view bytes, const OnLine& on_line);
  void finish(const OnLine& on_line);  // gives a last line that has no break

  // The line so far, as a terminal would show it.
  const std::string& unfinished() const { return line_; }

 private:
  enum class State { kText, kEscape, kSequence, kString, kStringEscape };

  std::size_t take_run(std::string_view bytes, const OnLine& on_line);
  void take(char c, const OnLine& on_line);
  void take_text(char c, const OnLine& on_line);
  void take_control(char c, const OnLine& on_line);
  void take_multi_byte(char c);
  void take_after_escape(char c, const OnLine& on_line);
  void take_in_sequence(char c, const OnLine& on_line);
  void take_in_string(char c, const OnLine& on_line);
  void end_sequence(char final);
  void set_colour();
  void add(std::string_view character);
  void add_broken();
  void drop_partial_character();
  void backspace();
  void restart_line();
  void end_line(const OnLine& on_line);
  void end_line_when_long(const OnLine& on_line);

  Colours colours_;
  State state_ = State::kText;
  std::string line_;
  std::string active_;            // SGR sequences that are on
  std::string parameters_;        // of the sequence being read
  std::string partial_;           // bytes of a character that is not complete
  std::size_t visible_ = 0;       // bytes of line_ that are not SGR
  std::size_t colour_end_ = 0;    // where the last SGR in line_ ends
  bool overwrite_ = false;        // a carriage return came: the next character starts the line anew
  bool last_was_broken_ = false;  // the line ends with a U+FFFD of ours
};

// `line` without colour sequences.
std::string without_colours(std::string_view line);

}  // namespace tiltc::report
