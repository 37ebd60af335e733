#include "formats/duration.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>

namespace tiltc {

namespace {

struct Unit {
  std::string_view name;
  double nanoseconds;
};

constexpr std::array kUnits{Unit{"ns", 1},   Unit{"us", 1e3}, Unit{"µs", 1e3}, Unit{"μs", 1e3},
                            Unit{"ms", 1e6}, Unit{"s", 1e9},  Unit{"m", 6e10}, Unit{"h", 3.6e12}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes "1.5" off the front; false when no digit is there.
bool take_number(std::string_view& text, double& out) {
  double scale = 1;
  bool after_point = false, any = false;
  out = 0;
  while (!text.empty() && (is_digit(text[0]) || (text[0] == '.' && !after_point))) {
    if (text[0] == '.') {
      after_point = true;
    } else {
      any = true;
      out = out * 10 + (text[0] - '0');
      scale *= after_point ? 10 : 1;
    }
    text.remove_prefix(1);
  }
  out /= scale;
  return any;
}

// Takes a unit off the front; 0 when none is there.
double take_unit(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && !is_digit(text[length]) && text[length] != '.') {
    ++length;
  }
  for (const Unit& unit : kUnits) {
    if (unit.name == text.substr(0, length)) {
      text.remove_prefix(length);
      return unit.nanoseconds;
    }
  }
  return 0;
}

}  // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (text.starts_with('-') || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  if (text == "0") {
    return std::chrono::nanoseconds(0);
  }
  if (text.empty()) {
    return std::nullopt;
  }
  double total = 0;
  while (!text.empty()) {
    double number = 0;
    if (!take_number(text, number)) {
      return std::nullopt;
    }
    const double unit = take_unit(text);
    if (unit == 0) {
      return std::nullopt;
    }
    total += number * unit;
  }
  if (total >= static_cast<double>(std::numeric_limits<std::int64_t>::max())) {
    return std::nullopt;
  }
  const auto count = static_cast<std::int64_t>(std::llround(total));
  return std::chrono::nanoseconds(is_negative ? -count : count);
}

std::string format_duration(std::chrono::nanoseconds duration) {
  const std::int64_t count = duration.count();
  if (count < 0) {
    return "-" + format_duration(-duration);
  }
  if (count == 0 || count >= 1'000'000'000) {
    const std::int64_t seconds = count / 1'000'000'000;
    const double rest =
        static_cast<double>(seconds % 60) + static_cast<double>(count % 1'000'000'000) / 1e9;
    std::string text;
    if (seconds >= 3600) {
      text += fmt::format("{}h", seconds / 3600);
    }
    if (seconds >= 60) {
      text += fmt::format("{}m", seconds / 60 % 60);
    }
    return text + fmt::format("{}s", rest);
  }
  if (count >= 1'000'000) {
    return fmt::format("{}ms", static_cast<double>(count) / 1e6);
  }
  return count >= 1000 ? fmt::format("{}µs", static_cast<double>(count) / 1e3)
                       : fmt::format("{}ns", count);
}

}  // namespace tiltc
