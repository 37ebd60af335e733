#include "option_values.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

namespace tiltc::cli {

namespace {

struct Unit {
  std::string_view name;
  double size;
};

constexpr std::array kByteUnits = {
    Unit{"", 1},         Unit{"B", 1},        Unit{"K", 0x1p10},   Unit{"KB", 0x1p10},
    Unit{"KiB", 0x1p10}, Unit{"M", 0x1p20},   Unit{"MB", 0x1p20},  Unit{"MiB", 0x1p20},
    Unit{"G", 0x1p30},   Unit{"GB", 0x1p30},  Unit{"GiB", 0x1p30}, Unit{"T", 0x1p40},
    Unit{"TB", 0x1p40},  Unit{"TiB", 0x1p40},
};

constexpr std::array kTimeUnits = {
    Unit{"", 1e9},   Unit{"h", 3600e9}, Unit{"m", 60e9}, Unit{"s", 1e9},
    Unit{"ms", 1e6}, Unit{"us", 1e3},   Unit{"ns", 1},
};

// Takes "NUMBER UNIT" from the front of the word and adds it to `sum`.
template <std::size_t N>
bool take_quantity(std::string_view& word, const std::array<Unit, N>& units, double& sum) {
  double number = 0;
  const auto [end, code] =
      std::from_chars(word.data(), word.data() + word.size(), number, std::chars_format::fixed);
  if (code != std::errc() || number < 0) {
    return false;
  }
  word.remove_prefix(static_cast<std::size_t>(end - word.data()));
  const std::size_t length = std::min(word.find_first_of("0123456789."), word.size());
  for (const Unit& unit : units) {
    if (unit.name == word.substr(0, length)) {
      word.remove_prefix(length);
      sum += number * unit.size;
      return true;
    }
  }
  return false;
}

constexpr double kMost = 9e18;  // fits 63 bits

}  // namespace

Result<std::uint64_t> parse_byte_count(std::string_view word) {
  double bytes = 0;
  std::string_view rest = word;
  if (!take_quantity(rest, kByteUnits, bytes) || !rest.empty() || bytes < 1 || bytes > kMost) {
    return error("bad-size", fmt::format("`{}` is no size", word)).note("write 500000, 64M or 2G");
  }
  return static_cast<std::uint64_t>(bytes);
}

Result<std::chrono::nanoseconds> parse_duration(std::string_view word) {
  double nanoseconds = 0;
  std::string_view rest = word;
  bool good = !rest.empty();
  while (good && !rest.empty()) {
    good = take_quantity(rest, kTimeUnits, nanoseconds);
  }
  if (!good || nanoseconds < 1 || nanoseconds > kMost) {
    return error("bad-duration", fmt::format("`{}` is no length of time", word))
        .note("write 2.5 (seconds), 500ms or 1m30s");
  }
  return std::chrono::nanoseconds(static_cast<std::int64_t>(nanoseconds));
}

}  // namespace tiltc::cli
