#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "modules/civil_time.h"
#include "modules/time_zone.h"

// Go's layouts: a layout shows how the reference time, Mon Jan 2 15:04:05 MST 2006, would be
// written.
namespace tiltc::modules {

// A point in time and the place whose clocks show it.
struct ZonedTime {
  Instant instant;
  std::shared_ptr<const TimeZone> zone;
};

std::string format_time(const ZonedTime& time, std::string_view layout);

// The time that the text shows; where it names neither zone nor offset, as clocks in `zone` show
// it. Nothing: `problem` says why.
std::optional<ZonedTime> parse_time(std::string_view text, std::string_view layout,
                                    const std::shared_ptr<const TimeZone>& zone,
                                    std::string& problem);

// Pieces of a layout, for both directions.
enum class LayoutPiece : unsigned char {
  kNone,  // the rest of the layout is literal
  kLongMonth,
  kMonth,
  kNumMonth,
  kZeroMonth,
  kLongWeekday,
  kWeekday,
  kDay,
  kUnderDay,
  kZeroDay,
  kUnderYearDay,
  kZeroYearDay,
  kHour,
  kHour12,
  kZeroHour12,
  kMinute,
  kZeroMinute,
  kSecond,
  kZeroSecond,
  kLongYear,
  kYear,
  kUpperPm,
  kLowerPm,
  kZoneName,
  kIsoZone,
  kIsoZoneSeconds,
  kIsoZoneHours,
  kIsoColonZone,
  kIsoColonZoneSeconds,
  kZone,
  kZoneSeconds,
  kZoneHours,
  kColonZone,
  kColonZoneSeconds,
  kFraction0,  // as many digits as there are zeros
  kFraction9,  // up to as many, without zeros at the end
};

struct NextPiece {
  std::string_view literal;  // before it
  LayoutPiece piece = LayoutPiece::kNone;
  std::string_view text;  // its own
  std::string_view rest;  // after it
};
NextPiece next_piece(std::string_view layout);

inline constexpr std::string_view kMonthNames[] = {"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
inline constexpr std::string_view kWeekdayNames[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                     "Thursday", "Friday", "Saturday"};

// Of kIsoZone to kColonZoneSeconds: how the offset is written.
struct ZoneForm {
  bool iso = false;  // `Z` for UTC
  bool minutes = true;
  bool seconds = false;
  bool colons = false;
};
ZoneForm zone_form(LayoutPiece piece);  // of another piece: not to be used

}  // namespace tiltc::modules
