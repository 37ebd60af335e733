#include "modules/duration.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace tiltc::modules {
namespace {

__extension__ using Wide = __int128;

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

constexpr std::array kUnits = {
    Unit{"ns", 1},
    Unit{"us", 1'000},
    Unit{"µs", 1'000},
    Unit{"μs", 1'000},
    Unit{"ms", 1'000'000},
    Unit{"s", 1'000'000'000},
    Unit{"m", 60'000'000'000},
    Unit{"h", 3'600'000'000'000},
};

// `whole` and `fraction`/`scale` of it, without zeros at the end.
std::string decimal(std::uint64_t whole, std::uint64_t fraction, std::uint64_t scale) {
  std::string text = std::to_string(whole);
  if (fraction == 0) {
    return text;
  }
  text += '.';
  for (scale /= 10; fraction > 0; scale /= 10) {
    text += static_cast<char>('0' + fraction / scale);
    fraction %= scale;
  }
  return text;
}

std::string below_a_second(std::uint64_t nanoseconds) {
  if (nanoseconds < 1'000) {
    return std::to_string(nanoseconds) + "ns";
  }
  const bool micro = nanoseconds < 1'000'000;
  const std::uint64_t scale = micro ? 1'000 : 1'000'000;
  return decimal(nanoseconds / scale, nanoseconds % scale, scale) + (micro ? "µs" : "ms");
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// One "NUMBER UNIT" of a duration, cut off the front. A fraction beyond what a nanosecond can tell
// is dropped.
std::optional<Wide> take_part(std::string_view& rest, std::string_view all, std::string& problem) {
  constexpr Wide kMost = Wide{1} << 63U;
  Wide whole = 0;
  Wide fraction = 0;
  Wide scale = 1;
  std::size_t at = 0;
  for (; at < rest.size() && is_digit(rest[at]) && whole <= kMost; ++at) {
    whole = whole * 10 + (rest[at] - '0');
  }
  std::size_t digits = at;
  if (at < rest.size() && rest[at] == '.') {
    for (++at; at < rest.size() && is_digit(rest[at]); ++at, ++digits) {
      if (scale < 1'000'000'000'000'000) {
        fraction = fraction * 10 + (rest[at] - '0');
        scale *= 10;
      }
    }
  }
  const std::size_t end = std::min(rest.find_first_of(".0123456789", at), rest.size());
  const std::string_view unit_name = rest.substr(at, end - at);
  const auto unit = std::find_if(kUnits.begin(), kUnits.end(),
                                 [&](const Unit& each) { return each.name == unit_name; });
  if (digits == 0 || whole > kMost) {
    problem = fmt::format("invalid duration {}", json_quote(all));
    return std::nullopt;
  }
  if (unit == kUnits.end()) {
    problem = unit_name.empty() ? fmt::format("missing unit in duration {}", json_quote(all))
                                : fmt::format("unknown unit {} in duration {}",
                                              json_quote(unit_name), json_quote(all));
    return std::nullopt;
  }
  rest.remove_prefix(end);
  return whole * unit->nanoseconds + fraction * unit->nanoseconds / scale;
}

}  // namespace

std::string duration_to_string(std::int64_t nanoseconds) {
  if (nanoseconds == 0) {
    return "0s";
  }
  const std::string sign = nanoseconds < 0 ? "-" : "";
  const std::uint64_t size = nanoseconds < 0 ? 0 - static_cast<std::uint64_t>(nanoseconds)
                                             : static_cast<std::uint64_t>(nanoseconds);
  constexpr std::uint64_t kSecond = 1'000'000'000;
  if (size < kSecond) {
    return sign + below_a_second(size);
  }
  const std::uint64_t seconds = size / kSecond;
  std::string text = decimal(seconds % 60, size % kSecond, kSecond) + "s";
  if (seconds >= 60) {
    text = fmt::format("{}m{}", seconds / 60 % 60, text);
  }
  if (seconds >= 3600) {
    text = fmt::format("{}h{}", seconds / 3600, text);
  }
  return sign + text;
}

std::optional<std::int64_t> parse_duration(std::string_view text, std::string& problem) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  rest.remove_prefix(negative || rest.starts_with('+') ? 1 : 0);
  if (rest == "0") {
    return 0;
  }
  Wide sum = 0;
  if (rest.empty()) {
    problem = fmt::format("invalid duration {}", json_quote(text));
    return std::nullopt;
  }
  while (!rest.empty()) {
    const std::optional<Wide> part = take_part(rest, text, problem);
    if (!part) {
      return std::nullopt;
    }
    sum += *part;
    if (sum > (Wide{1} << 63U) - (negative ? 0 : 1)) {
      problem = fmt::format("invalid duration {}", json_quote(text));
      return std::nullopt;
    }
  }
  return static_cast<std::int64_t>(negative ? -sum : sum);
}

}  // namespace tiltc::modules
