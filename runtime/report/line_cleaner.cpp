#include "line_cleaner.h"

#include <algorithm>

#include "base/text.h"

namespace tiltc::report {

namespace {

constexpr char kEscape = '\x1b';
constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::size_t kMaxParameters = 64;
constexpr std::size_t kMaxActive = 256;

unsigned char byte(char c) {
  return static_cast<unsigned char>(c);
}

bool is_continuation(char c) {
  return (byte(c) & 0xC0) == 0x80;
}

// Length of the UTF-8 character that begins with `c`; 0 when none does.
std::size_t character_length(char c) {
  if (byte(c) >= 0xC2 && byte(c) <= 0xDF) {
    return 2;
  }
  if (byte(c) >= 0xE0 && byte(c) <= 0xEF) {
    return 3;
  }
  return byte(c) >= 0xF0 && byte(c) <= 0xF4 ? 4 : 0;
}

// U+0080 to U+009F: control characters that some terminals obey.
bool is_c1_control(std::string_view character) {
  return character.size() == 2 && character[0] == '\xC2' && byte(character[1]) < 0xA0;
}

}  // namespace

void LineCleaner::feed(std::string_view bytes, const OnLine& on_line) {
  while (!bytes.empty()) {
    const std::size_t taken = take_run(bytes, on_line);
    if (taken == 0) {
      take(bytes.front(), on_line);
    }
    bytes.remove_prefix(std::max<std::size_t>(taken, 1));
  }
}

// Most output is plain ASCII: as much of that as there is, in one go. How many bytes it was.
std::size_t LineCleaner::take_run(std::string_view bytes, const OnLine& on_line) {
  if (state_ != State::kText || !partial_.empty()) {
    return 0;
  }
  const std::size_t room = kMaxLine - std::min(line_.size(), kMaxLine - 1);
  const std::string_view window = bytes.substr(0, room);
  const auto* const end =
      std::find_if_not(window.begin(), window.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
  const auto length = static_cast<std::size_t>(end - window.begin());
  if (length > 0) {
    add(window.substr(0, length));
    end_line_when_long(on_line);
  }
  return length;
}

void LineCleaner::finish(const OnLine& on_line) {
  drop_partial_character();
  state_ = State::kText;
  if (visible_ > 0) {
    end_line(on_line);
  }
}

void LineCleaner::take(char c, const OnLine& on_line) {
  switch (state_) {
    case State::kText:
      return take_text(c, on_line);
    case State::kEscape:
      return take_after_escape(c, on_line);
    case State::kSequence:
      return take_in_sequence(c, on_line);
    case State::kString:
    case State::kStringEscape:
      return take_in_string(c, on_line);
  }
}

void LineCleaner::take_text(char c, const OnLine& on_line) {
  if (!partial_.empty() && !is_continuation(c)) {
    drop_partial_character();
  }
  if (byte(c) < 0x20 || c == '\x7f') {
    take_control(c, on_line);
  } else if (byte(c) < 0x80) {
    add({&c, 1});
  } else {
    take_multi_byte(c);
  }
  end_line_when_long(on_line);
}

void LineCleaner::end_line_when_long(const OnLine& on_line) {
  if (line_.size() >= kMaxLine && partial_.empty()) {
    end_line(on_line);
  }
}

void LineCleaner::take_control(char c, const OnLine& on_line) {
  if (c == '\n') {
    end_line(on_line);
  } else if (c == '\r') {
    overwrite_ = true;
  } else if (c == '\t') {
    add("\t");
  } else if (c == '\b') {
    backspace();
  } else if (c == kEscape) {
    state_ = State::kEscape;
  }
}

void LineCleaner::take_multi_byte(char c) {
  if (partial_.empty() && character_length(c) == 0) {
    return add_broken();
  }
  partial_ += c;
  if (partial_.size() < character_length(partial_.front())) {
    return;
  }
  const std::string character = std::move(partial_);
  partial_.clear();
  if (!is_valid_utf8(character)) {
    add_broken();
  } else if (!is_c1_control(character)) {
    add(character);
  }
}

void LineCleaner::take_after_escape(char c, const OnLine& on_line) {
  parameters_.clear();
  if (c == '[') {
    state_ = State::kSequence;
  } else if (c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_') {
    state_ = State::kString;  // OSC, DCS, SOS, PM, APC
  } else if (byte(c) < 0x20) {
    state_ = State::kText;
    take_text(c, on_line);
  } else if (byte(c) >= 0x30) {  // else an intermediate byte: one more follows
    state_ = State::kText;
  }
}

void LineCleaner::take_in_sequence(char c, const OnLine& on_line) {
  if (byte(c) >= 0x20 && byte(c) < 0x40) {
    if (parameters_.size() < kMaxParameters) {
      parameters_ += c;
    }
    return;
  }
  state_ = State::kText;
  if (byte(c) >= 0x40 && byte(c) < 0x7f) {
    end_sequence(c);
  } else {
    take_text(c, on_line);  // a broken sequence must not swallow text
  }
}

// Up to BEL or ESC \. A line break ends it too: else an unfinished one would swallow all that
// follows.
void LineCleaner::take_in_string(char c, const OnLine& on_line) {
  if (c == '\n') {
    state_ = State::kText;
    take_text(c, on_line);
  } else if (c == '\a' || (state_ == State::kStringEscape && c == '\\')) {
    state_ = State::kText;
  } else {
    state_ = c == kEscape ? State::kStringEscape : State::kString;
  }
}

void LineCleaner::end_sequence(char final) {
  const bool first_column = parameters_.empty() || parameters_ == "0" || parameters_ == "1";
  if (final == 'm') {
    set_colour();
  } else if (final == 'G' && first_column) {
    overwrite_ = true;
  } else if (final == 'K' && parameters_ == "2") {
    restart_line();
  }
}

void LineCleaner::set_colour() {
  if (colours_ == Colours::kDrop ||
      parameters_.find_first_not_of("0123456789;:") != std::string::npos ||
      parameters_.size() >= kMaxParameters) {
    return;
  }
  const std::string sequence = "\x1b[" + parameters_ + "m";
  const bool resets = parameters_.empty() || parameters_ == "0" || parameters_ == "00";
  if (resets || parameters_.starts_with("0;") || active_.size() > kMaxActive) {
    active_.clear();
  }
  active_ += resets ? "" : sequence;
  if (visible_ == 0) {
    line_ = active_;
  } else if (!overwrite_ &&
             line_.size() < kMaxLine) {  // else the line starts anew with what is active
    line_ += sequence;
  }
  colour_end_ = line_.size();
}

void LineCleaner::add(std::string_view character) {
  if (overwrite_) {
    restart_line();
  }
  line_ += character;
  visible_ += character.size();
  last_was_broken_ = false;
}

void LineCleaner::add_broken() {
  if (!last_was_broken_) {
    add(kReplacement);
    last_was_broken_ = true;
  }
}

void LineCleaner::drop_partial_character() {
  if (!partial_.empty()) {
    partial_.clear();
    add_broken();
  }
}

void LineCleaner::backspace() {
  const bool behind_colour = line_.size() == colour_end_;
  if (visible_ == 0 || overwrite_ || behind_colour) {
    return;
  }
  while (is_continuation(line_.back())) {
    line_.pop_back();
    --visible_;
  }
  line_.pop_back();
  --visible_;
  last_was_broken_ = false;
}

void LineCleaner::restart_line() {
  line_ = active_;
  colour_end_ = line_.size();
  visible_ = 0;
  overwrite_ = false;
  last_was_broken_ = false;
}

void LineCleaner::end_line(const OnLine& on_line) {
  if (visible_ == 0) {
    line_.clear();
  } else if (line_.find(kEscape) != std::string::npos) {
    line_ += kReset;
  }
  on_line(line_);
  restart_line();
}

std::string without_colours(std::string_view line) {
  std::string plain;
  plain.reserve(line.size());
  while (!line.empty()) {
    const std::size_t escape = std::min(line.find(kEscape), line.size());
    plain += line.substr(0, escape);
    line.remove_prefix(escape);
    line.remove_prefix(line.empty() ? 0 : std::min(line.find('m'), line.size() - 1) + 1);
  }
  return plain;
}

}  // namespace tiltc::report
