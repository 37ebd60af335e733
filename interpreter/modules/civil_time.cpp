#include "modules/civil_time.h"

#include <array>

namespace tiltc::modules {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return a % b < 0 ? quotient - 1 : quotient;
}

bool is_leap(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

// Days since 1970-01-01. Years begin in March here, so that the leap day is the last of its year:
// then the day of the year is a linear function of the month.
std::int64_t days_since_epoch(std::int64_t year, std::int64_t month, std::int64_t day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = floor_divide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t shifted = month + (month > 2 ? -3 : 9);
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + (153 * shifted + 2) / 5 + day - 1;
  return era * 146'097 + day_of_era - 719'468;
}

}  // namespace

Instant instant_of(const CivilTime& civil) {
  const std::int64_t months = civil.year * 12 + civil.month - 1;
  const std::int64_t year = floor_divide(months, 12);
  const std::int64_t days = days_since_epoch(year, months - year * 12 + 1, 1) + civil.day - 1;
  return {days * kSecondsPerDay + civil.hour * 3600 + civil.minute * 60 + civil.second,
          civil.nanosecond};
}

CivilTime civil_of(const Instant& instant) {
  const std::int64_t days = floor_divide(instant.seconds, kSecondsPerDay);
  const std::int64_t rest = instant.seconds - days * kSecondsPerDay;
  const std::int64_t shifted_days = days + 719'468;
  const std::int64_t era = floor_divide(shifted_days, 146'097);
  const std::int64_t day_of_era = shifted_days - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year_from_march =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * day_of_year_from_march + 2) / 153;
  CivilTime civil;
  civil.day = day_of_year_from_march - (153 * shifted + 2) / 5 + 1;
  civil.month = shifted + (shifted < 10 ? 3 : -9);
  civil.year = year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0);
  civil.hour = rest / 3600;
  civil.minute = rest / 60 % 60;
  civil.second = rest % 60;
  civil.nanosecond = instant.nanoseconds;
  return civil;
}

int weekday_of(const Instant& instant) {
  const std::int64_t days = floor_divide(instant.seconds, kSecondsPerDay) + 4;  // a Thursday
  return static_cast<int>(days - floor_divide(days, 7) * 7);
}

std::int64_t day_of_year(const CivilTime& civil) {
  return days_since_epoch(civil.year, civil.month, civil.day) - days_since_epoch(civil.year, 1, 1) +
         1;
}

std::int64_t days_of_month(std::int64_t year, std::int64_t month) {
  constexpr std::array<std::int64_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

}  // namespace tiltc::modules
