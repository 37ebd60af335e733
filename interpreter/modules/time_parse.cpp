#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "modules/time_layout.h"

namespace tiltc::modules {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool equal_in_any_case(std::string_view a, std::string_view b) {
  return to_lower(a) == to_lower(b);
}

// Reads one text by one layout, piece by piece.
class TimeParser {
 public:
  TimeParser(std::string_view text, std::string_view layout) : rest_(text), layout_(layout) {}

  std::optional<ZonedTime> parse(const std::shared_ptr<const TimeZone>& zone);
  const std::string& problem() const { return problem_; }

 private:
  bool read_all();
  bool literal(std::string_view text);
  bool piece(const NextPiece& next);
  bool date(LayoutPiece piece);
  bool clock(const NextPiece& next);
  bool zone_offset(ZoneForm form);
  bool zone_name();
  bool fraction(std::size_t digits);
  bool seconds(const NextPiece& next, bool two_digits);
  bool half_of_day(std::string_view am, std::string_view pm);

  bool two_digits(std::int64_t& value);
  bool number(std::int64_t& value, std::size_t least, std::size_t most);
  template <std::size_t N>
  bool one_of(const std::string_view (&names)[N], std::size_t length, std::int64_t& index);
  bool in_range(std::int64_t value, std::int64_t low, std::int64_t high, std::string_view what);
  bool resolve();  // what the pieces say together
  std::shared_ptr<const TimeZone> its_zone(const std::shared_ptr<const TimeZone>& zone,
                                           Instant& instant) const;

  std::string_view rest_;
  std::string_view layout_;
  std::string problem_;
  CivilTime civil_{0, 1, 1, 0, 0, 0, 0};
  std::int64_t year_day_ = -1;
  bool has_month_or_day_ = false;
  std::optional<bool> afternoon_;
  std::optional<std::int32_t> offset_;
  std::string abbreviation_;
};

bool TimeParser::in_range(std::int64_t value, std::int64_t low, std::int64_t high,
                          std::string_view what) {
  if (value < low || value > high) {
    problem_ = fmt::format("{} out of range", what);
    return false;
  }
  return true;
}

bool TimeParser::number(std::int64_t& value, std::size_t least, std::size_t most) {
  std::size_t digits = 0;
  value = 0;
  while (digits < most && digits < rest_.size() && is_digit(rest_[digits])) {
    value = value * 10 + (rest_[digits++] - '0');
  }
  rest_.remove_prefix(digits);
  return digits >= least;
}

bool TimeParser::two_digits(std::int64_t& value) {
  return number(value, 2, 2);
}

// A name, or its first `length` letters, in any case.
template <std::size_t N>
bool TimeParser::one_of(const std::string_view (&names)[N], std::size_t length,
                        std::int64_t& index) {
  for (std::size_t i = 0; i < N; ++i) {
    const std::string_view name = names[i].substr(0, length);
    if (equal_in_any_case(rest_.substr(0, name.size()), name)) {
      rest_.remove_prefix(name.size());
      index = static_cast<std::int64_t>(i);
      return true;
    }
  }
  return false;
}

// A run of blanks stands for any number of them.
bool TimeParser::literal(std::string_view text) {
  while (!text.empty()) {
    if (text.front() == ' ') {
      if (!rest_.empty() && rest_.front() != ' ') {
        return false;
      }
      text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
      rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
      continue;
    }
    if (rest_.empty() || rest_.front() != text.front()) {
      return false;
    }
    text.remove_prefix(1);
    rest_.remove_prefix(1);
  }
  return true;
}

bool TimeParser::date(LayoutPiece piece) {
  std::int64_t index = 0;
  constexpr std::size_t kWhole = std::string_view::npos;
  switch (piece) {
    case LayoutPiece::kLongMonth:
    case LayoutPiece::kMonth:
      has_month_or_day_ = true;
      if (!one_of(kMonthNames, piece == LayoutPiece::kMonth ? 3 : kWhole, index)) {
        return false;
      }
      civil_.month = index + 1;
      return true;
    case LayoutPiece::kNumMonth:
    case LayoutPiece::kZeroMonth:
      has_month_or_day_ = true;
      return number(civil_.month, piece == LayoutPiece::kZeroMonth ? 2 : 1, 2) &&
             in_range(civil_.month, 1, 12, "month");
    case LayoutPiece::kLongWeekday:
    case LayoutPiece::kWeekday:
      return one_of(kWeekdayNames, piece == LayoutPiece::kWeekday ? 3 : kWhole, index);
    case LayoutPiece::kDay:
    case LayoutPiece::kUnderDay:
    case LayoutPiece::kZeroDay:
      has_month_or_day_ = true;
      rest_.remove_prefix(piece == LayoutPiece::kUnderDay && rest_.starts_with(' ') ? 1 : 0);
      return number(civil_.day, piece == LayoutPiece::kZeroDay ? 2 : 1, 2);
    default:
      while (piece == LayoutPiece::kUnderYearDay && rest_.starts_with(' ')) {
        rest_.remove_prefix(1);
      }
      return number(year_day_, piece == LayoutPiece::kZeroYearDay ? 3 : 1, 3);
  }
}

bool TimeParser::half_of_day(std::string_view am, std::string_view pm) {
  if (rest_.starts_with(am) || rest_.starts_with(pm)) {
    afternoon_ = rest_.starts_with(pm);
    rest_.remove_prefix(2);
    return true;
  }
  return false;
}

// Seconds may have a fraction that the layout does not show.
bool TimeParser::seconds(const NextPiece& next, bool two) {
  if (!number(civil_.second, two ? 2 : 1, 2) || !in_range(civil_.second, 0, 59, "second")) {
    return false;
  }
  const bool begins =
      rest_.size() >= 2 && (rest_[0] == '.' || rest_[0] == ',') && is_digit(rest_[1]);
  const NextPiece after = next_piece(next.rest);
  const bool shown = after.literal.empty() && (after.piece == LayoutPiece::kFraction0 ||
                                               after.piece == LayoutPiece::kFraction9);
  if (!begins || shown) {
    return true;
  }
  const std::size_t end = std::min(rest_.find_first_not_of("0123456789", 1), rest_.size());
  return fraction(end - 1);
}

// A point or comma and so many digits; digits beyond the ninth are dropped.
bool TimeParser::fraction(std::size_t digits) {
  if (rest_.size() < digits + 1 || (rest_[0] != '.' && rest_[0] != ',')) {
    return false;
  }
  std::string text(rest_.substr(1, digits));
  if (!std::all_of(text.begin(), text.end(), is_digit)) {
    return false;
  }
  rest_.remove_prefix(digits + 1);
  text.resize(9, '0');
  std::from_chars(text.data(), text.data() + 9, civil_.nanosecond);
  return true;
}

bool TimeParser::clock(const NextPiece& next) {
  switch (next.piece) {
    case LayoutPiece::kHour:
      return two_digits(civil_.hour) && in_range(civil_.hour, 0, 23, "hour");
    case LayoutPiece::kHour12:
    case LayoutPiece::kZeroHour12:
      return number(civil_.hour, next.piece == LayoutPiece::kZeroHour12 ? 2 : 1, 2) &&
             in_range(civil_.hour, 0, 12, "hour");
    case LayoutPiece::kMinute:
    case LayoutPiece::kZeroMinute:
      return number(civil_.minute, next.piece == LayoutPiece::kZeroMinute ? 2 : 1, 2) &&
             in_range(civil_.minute, 0, 59, "minute");
    case LayoutPiece::kSecond:
    case LayoutPiece::kZeroSecond:
      return seconds(next, next.piece == LayoutPiece::kZeroSecond);
    case LayoutPiece::kLongYear:
      return number(civil_.year, 4, 4);
    case LayoutPiece::kYear:
      if (!two_digits(civil_.year)) {
        return false;
      }
      civil_.year += civil_.year >= 69 ? 1900 : 2000;
      return true;
    case LayoutPiece::kUpperPm:
      return half_of_day("AM", "PM");
    default:
      return half_of_day("am", "pm");
  }
}

bool TimeParser::zone_offset(ZoneForm form) {
  if (form.iso && rest_.starts_with('Z')) {
    rest_.remove_prefix(1);
    offset_ = 0;
    return true;
  }
  const bool negative = rest_.starts_with('-');
  if (!negative && !rest_.starts_with('+')) {
    return false;
  }
  rest_.remove_prefix(1);
  std::int64_t hours = 0;
  std::int64_t minutes = 0;
  std::int64_t seconds = 0;
  const auto part = [&](bool wanted, std::int64_t& value) {
    if (!wanted) {
      return true;
    }
    if (form.colons && !rest_.starts_with(':')) {
      return false;
    }
    rest_.remove_prefix(form.colons ? 1 : 0);
    return two_digits(value);
  };
  if (!two_digits(hours) || !part(form.minutes, minutes) || !part(form.seconds, seconds)) {
    return false;
  }
  const bool good = in_range(hours, 0, 24, "time zone offset hour") &&
                    in_range(minutes, 0, 60, "time zone offset minute") &&
                    in_range(seconds, 0, 60, "time zone offset second");
  const std::int64_t east = hours * 3600 + minutes * 60 + seconds;
  offset_ = static_cast<std::int32_t>(negative ? -east : east);
  return good;
}

// Three or four capital letters, or "GMT+3", or "+03".
bool TimeParser::zone_name() {
  if (rest_.starts_with("UTC")) {
    rest_.remove_prefix(3);
    offset_ = 0;
    return true;
  }
  std::size_t end = 0;
  while (end < rest_.size() && end < 6 && rest_[end] >= 'A' && rest_[end] <= 'Z') {
    ++end;
  }
  const bool signed_number = end == 0 || rest_.substr(0, end) == "GMT";
  if (signed_number && end + 1 < rest_.size() && (rest_[end] == '+' || rest_[end] == '-') &&
      is_digit(rest_[end + 1])) {
    const std::size_t stop = std::min(rest_.find_first_not_of("0123456789", end + 1), rest_.size());
    int hours = 0;
    std::from_chars(rest_.data() + end + 1, rest_.data() + stop, hours);
    if (hours > 23) {
      return false;
    }
    abbreviation_ = rest_.substr(0, stop);
    offset_ = (rest_[end] == '-' ? -hours : hours) * 3600;
    rest_.remove_prefix(stop);
    return true;
  }
  if (end < 3 || end > 5) {
    return false;
  }
  abbreviation_ = rest_.substr(0, end);
  rest_.remove_prefix(end);
  return true;
}

bool TimeParser::piece(const NextPiece& next) {
  switch (next.piece) {
    case LayoutPiece::kZoneName:
      return zone_name();
    case LayoutPiece::kFraction0:
      return fraction(next.text.size() - 1);
    case LayoutPiece::kFraction9:
      if (rest_.size() >= 2 && (rest_[0] == '.' || rest_[0] == ',') && is_digit(rest_[1])) {
        return fraction(std::min(rest_.find_first_not_of("0123456789", 1), rest_.size()) - 1);
      }
      return true;
    default:
      if (next.piece >= LayoutPiece::kIsoZone) {
        return zone_offset(zone_form(next.piece));
      }
      return next.piece >= LayoutPiece::kHour ? clock(next) : date(next.piece);
  }
}

bool TimeParser::read_all() {
  while (true) {
    const NextPiece next = next_piece(layout_);
    const std::string_view before = rest_;
    if (!literal(next.literal)) {
      problem_ = fmt::format("cannot parse {} as {}", json_quote(before), json_quote(next.literal));
      return false;
    }
    if (next.piece == LayoutPiece::kNone) {
      problem_ = rest_.empty() ? "" : "extra text: " + json_quote(rest_);
      return rest_.empty();
    }
    const std::string_view start = rest_;
    if (!piece(next)) {
      if (problem_.empty()) {
        problem_ = fmt::format("cannot parse {} as {}", json_quote(start), json_quote(next.text));
      }
      return false;
    }
    layout_ = next.rest;
  }
}

bool TimeParser::resolve() {
  if (afternoon_) {
    civil_.hour = civil_.hour % 12 + (*afternoon_ ? 12 : 0);
  }
  if (year_day_ >= 0) {
    const bool leap = days_of_month(civil_.year, 2) == 29;
    if (!in_range(year_day_, 1, leap ? 366 : 365, "day-of-year")) {
      return false;
    }
    if (!has_month_or_day_) {
      civil_.month = 1;
      civil_.day = year_day_;
      return true;
    }
    if (day_of_year(civil_) != year_day_) {
      problem_ = "day-of-year does not match month and day";
      return false;
    }
  }
  return in_range(civil_.day, 1, days_of_month(civil_.year, civil_.month), "day");
}

// An offset that holds in `zone` at that time belongs to it; another makes a zone of its own. An
// abbreviation that the zone does not know is one with the offset 0.
std::shared_ptr<const TimeZone> TimeParser::its_zone(const std::shared_ptr<const TimeZone>& zone,
                                                     Instant& instant) const {
  if (offset_) {
    instant = instant_of(civil_);
    instant.seconds -= *offset_;
    if (*offset_ == 0 && abbreviation_.empty()) {
      return TimeZone::utc();
    }
    const TimeZone::Period period = zone->at(instant.seconds);
    const bool same = abbreviation_.empty() || period.abbreviation == abbreviation_;
    return period.offset == *offset_ && same ? zone : TimeZone::fixed(abbreviation_, *offset_);
  }
  if (abbreviation_.empty()) {
    instant = zone->instant_of(civil_);
    return zone;
  }
  instant = instant_of(civil_);
  std::int32_t offset = 0;
  if (zone->offset_of(abbreviation_, instant.seconds, offset)) {
    instant.seconds -= offset;
    return zone;
  }
  return TimeZone::fixed(abbreviation_, 0);
}

std::optional<ZonedTime> TimeParser::parse(const std::shared_ptr<const TimeZone>& zone) {
  if (!read_all() || !resolve()) {
    return std::nullopt;
  }
  ZonedTime time;
  time.zone = its_zone(zone, time.instant);
  return time;
}

}  // namespace

std::optional<ZonedTime> parse_time(std::string_view text, std::string_view layout,
                                    const std::shared_ptr<const TimeZone>& zone,
                                    std::string& problem) {
  TimeParser parser(text, layout);
  std::optional<ZonedTime> time = parser.parse(zone);
  if (!time) {
    problem = fmt::format("parsing time {} as {}: {}", json_quote(text), json_quote(layout),
                          parser.problem());
  }
  return time;
}

}  // namespace tiltc::modules
