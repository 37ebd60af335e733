#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Points in time and the calendar (proleptic Gregorian), as Go's package time has them.
namespace tiltc::modules {

// Seconds since 1970-01-01T00:00:00Z, and nanoseconds in [0, 1e9).
struct Instant {
  std::int64_t seconds = 0;
  std::int32_t nanoseconds = 0;

  friend bool operator==(const Instant&, const Instant&) = default;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

// What a calendar and a clock on the wall show.
struct CivilTime {
  std::int64_t year = 1;
  std::int64_t month = 1;  // 1 to 12
  std::int64_t day = 1;
  std::int64_t hour = 0;
  std::int64_t minute = 0;
  std::int64_t second = 0;
  std::int32_t nanosecond = 0;
};

// The instant at which a clock in UTC shows this. Fields out of range carry over: month 13 is
// January of the next year, second -1 the one before. Years beyond some hundred million have no
// meaning.
Instant instant_of(const CivilTime& civil);
CivilTime civil_of(const Instant& instant);  // in UTC

int weekday_of(const Instant& instant);            // in UTC; 0: Sunday
std::int64_t day_of_year(const CivilTime& civil);  // from 1
std::int64_t days_of_month(std::int64_t year, std::int64_t month);

inline constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

}  // namespace tiltc::modules
