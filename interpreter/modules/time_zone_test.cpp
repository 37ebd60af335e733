#include "modules/time_zone.h"

#include "catch.h"
#include "modules/time_zone_rule.h"

namespace tiltc::modules {
namespace {

std::int64_t unix_of(std::int64_t year, std::int64_t month, std::int64_t day, std::int64_t hour) {
  CivilTime civil;
  civil.year = year;
  civil.month = month;
  civil.day = day;
  civil.hour = hour;
  return instant_of(civil).seconds;
}

std::string name_at(std::string_view rule, std::int64_t seconds) {
  const std::optional<RulePeriod> period = apply_rule(rule, seconds);
  return period ? period->abbreviation : "(no rule)";
}

TEST_CASE("rules of POSIX say when clocks change") {
  constexpr std::string_view kBerlin = "CET-1CEST,M3.5.0,M10.5.0/3";
  CHECK(name_at(kBerlin, unix_of(2060, 3, 28, 0)) == "CET");
  CHECK(name_at(kBerlin, unix_of(2060, 3, 28, 1)) == "CEST");
  CHECK(name_at(kBerlin, unix_of(2060, 10, 31, 0)) == "CEST");
  CHECK(name_at(kBerlin, unix_of(2060, 10, 31, 1)) == "CET");
  constexpr std::string_view kSydney = "AEST-10AEDT,M10.1.0,M4.1.0/3";
  CHECK(name_at(kSydney, unix_of(2060, 1, 1, 0)) == "AEDT");
  CHECK(name_at(kSydney, unix_of(2060, 7, 1, 0)) == "AEST");
  CHECK(apply_rule(kSydney, unix_of(2060, 1, 1, 0))->offset == 11 * 3600);
  CHECK(apply_rule("<+0330>-3:30", 0)->offset == 12'600);
  CHECK(name_at("XXX3YYY,J60,300/-1", unix_of(2024, 3, 1, 5)) == "YYY");
}

TEST_CASE("what is no rule is refused") {
  for (const std::string_view text :
       {"", "AB1", "ABC", "ABC1DEF", "ABC1DEF,M3", "ABC1DEF,M13.1.0,M1.1.0", "ABC1DEF,M3.1.0",
        "ABC1DEF,M3.1.0,M4.1.0 ", "<AB>1", "<ABC1"}) {
    CHECK(name_at(text, 0) == "(no rule)");
  }
}

TEST_CASE("damaged zone files are refused") {
  const auto zone = TimeZone::find("Europe/Berlin");
  CHECK(TimeZone::parse("x", "") == nullptr);
  CHECK(TimeZone::parse("x", "TZif2") == nullptr);
  std::string header = "TZif2" + std::string(15, '\0');
  CHECK(TimeZone::parse("x", header + std::string(24, '\xff')) == nullptr);
  CHECK(TimeZone::parse("x", header + std::string(24, '\0')) == nullptr);
  CHECK(TimeZone::find("../zoneinfo/UTC") == nullptr);
  CHECK(TimeZone::find("No/Where") == nullptr);
}

TEST_CASE("the calendar goes both ways") {
  for (std::int64_t seconds = -70'000'000'000; seconds < 9'000'000'000; seconds += 86'399'977) {
    const Instant instant{seconds, 7};
    CHECK(instant_of(civil_of(instant)) == instant);
  }
  CHECK(weekday_of({unix_of(2024, 2, 29, 12), 0}) == 4);
  CHECK(day_of_year(civil_of({unix_of(2024, 12, 31, 0), 0})) == 366);
}

}  // namespace
}  // namespace tiltc::modules
