#include "modules/time_zone_rule.h"

#include <algorithm>
#include <array>
#include <utility>

#include "modules/civil_time.h"

namespace tiltc::modules {
namespace {

// When clocks change in a year.
struct ChangeDate {
  enum class Form { kJulian, kDayOfYear, kWeekday } form = Form::kWeekday;
  std::int64_t month = 0;
  std::int64_t week = 0;
  std::int64_t day = 0;
  std::int64_t seconds = 2 * 3600;  // after local midnight
};

struct Rule {
  std::string standard, daylight;
  std::int32_t standard_offset = 0, daylight_offset = 0;  // east of UTC
  bool has_daylight = false;
  ChangeDate start, end;  // of daylight saving time
};

class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : rest_(text) {}

  std::optional<Rule> read();

 private:
  bool accept(char c) {
    const bool found = rest_.starts_with(c);
    rest_.remove_prefix(found ? 1 : 0);
    return found;
  }
  bool name(std::string& result);
  bool number(std::int64_t& result);
  bool clock(std::int64_t& seconds);  // [+-]hh[:mm[:ss]]
  bool date(ChangeDate& date);

  std::string_view rest_;
};

bool RuleReader::name(std::string& result) {
  const bool quoted = accept('<');
  const auto belongs = [quoted](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (quoted && ((c >= '0' && c <= '9') || c == '+' || c == '-'));
  };
  const auto end = std::find_if_not(rest_.begin(), rest_.end(), belongs);
  result.assign(rest_.begin(), end);
  rest_.remove_prefix(result.size());
  return result.size() >= 3 && (!quoted || accept('>'));
}

bool RuleReader::number(std::int64_t& result) {
  result = 0;
  std::size_t digits = 0;
  for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9' && digits < 4;
       ++digits) {
    result = result * 10 + (rest_[digits] - '0');
  }
  rest_.remove_prefix(digits);
  return digits > 0;
}

bool RuleReader::clock(std::int64_t& seconds) {
  const bool negative = accept('-');
  if (!negative) {
    accept('+');
  }
  std::int64_t part = 0;
  seconds = 0;
  for (const std::int64_t unit : {3600, 60, 1}) {
    if (!number(part)) {
      return false;
    }
    seconds += part * unit;
    if (unit == 1 || !accept(':')) {
      break;
    }
  }
  seconds = negative ? -seconds : seconds;
  return true;
}

bool RuleReader::date(ChangeDate& date) {
  if (!accept(',')) {
    return false;
  }
  bool good = false;
  if (accept('M')) {
    date.form = ChangeDate::Form::kWeekday;
    good = number(date.month) && accept('.') && number(date.week) && accept('.') &&
           number(date.day) && date.month >= 1 && date.month <= 12;
  } else {
    date.form = accept('J') ? ChangeDate::Form::kJulian : ChangeDate::Form::kDayOfYear;
    good = number(date.day);
  }
  return good && (!accept('/') || clock(date.seconds));
}

std::optional<Rule> RuleReader::read() {
  Rule rule;
  std::int64_t west = 0;
  if (!name(rule.standard) || !clock(west)) {
    return std::nullopt;
  }
  rule.standard_offset = static_cast<std::int32_t>(-west);
  if (rest_.empty()) {
    return rule;
  }
  rule.has_daylight = true;
  west -= 3600;
  if (!name(rule.daylight) || (!rest_.starts_with(',') && !rest_.empty() && !clock(west))) {
    return std::nullopt;
  }
  rule.daylight_offset = static_cast<std::int32_t>(-west);
  const bool complete = date(rule.start) && date(rule.end) && rest_.empty();
  return complete ? std::optional(rule) : std::nullopt;
}

// The change in `year`, in seconds of a clock that shows UTC.
std::int64_t local_seconds(const ChangeDate& date, std::int64_t year) {
  CivilTime civil;
  civil.year = year;
  if (date.form != ChangeDate::Form::kWeekday) {
    const bool leap = days_of_month(year, 2) == 29;
    const bool julian = date.form == ChangeDate::Form::kJulian;  // counts from 1, without leap days
    civil.day = julian ? date.day + (leap && date.day >= 60 ? 1 : 0) : date.day + 1;
    return instant_of(civil).seconds + date.seconds;
  }
  civil.month = date.month;
  const int first = weekday_of(instant_of(civil));
  civil.day = 1 + (date.day - first + 7) % 7 + (date.week - 1) * 7;
  while (civil.day > days_of_month(year, date.month)) {
    civil.day -= 7;
  }
  return instant_of(civil).seconds + date.seconds;
}

}  // namespace

// The changes of the years around the instant, in order; it lies between two of them.
std::optional<RulePeriod> apply_rule(std::string_view text, std::int64_t unix_seconds) {
  const std::optional<Rule> rule = RuleReader(text).read();
  if (!rule) {
    return std::nullopt;
  }
  RulePeriod period{rule->standard_offset, rule->standard};
  if (!rule->has_daylight) {
    return period;
  }
  const std::int64_t year = civil_of({unix_seconds, 0}).year;
  for (std::int64_t y = year - 1; y <= year + 1; ++y) {
    std::array<std::pair<std::int64_t, bool>, 2> changes = {
        std::pair{local_seconds(rule->start, y) - rule->standard_offset, true},
        std::pair{local_seconds(rule->end, y) - rule->daylight_offset, false}};
    std::sort(changes.begin(), changes.end());
    for (const auto& [at, daylight] : changes) {
      if (at > unix_seconds) {
        period.end = at;
        return period;
      }
      period = daylight ? RulePeriod{rule->daylight_offset, rule->daylight, at}
                        : RulePeriod{rule->standard_offset, rule->standard, at};
    }
  }
  return period;
}

}  // namespace tiltc::modules
