#include "modules/time_layout.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

namespace tiltc::modules {
namespace {

struct Spelling {
  std::string_view text;
  LayoutPiece piece;
};

// Where one is the begin of another, the longer stands first.
constexpr std::array kSpellings = {
    Spelling{"January", LayoutPiece::kLongMonth},
    Spelling{"Jan", LayoutPiece::kMonth},
    Spelling{"Monday", LayoutPiece::kLongWeekday},
    Spelling{"Mon", LayoutPiece::kWeekday},
    Spelling{"MST", LayoutPiece::kZoneName},
    Spelling{"2006", LayoutPiece::kLongYear},
    Spelling{"__2", LayoutPiece::kUnderYearDay},
    Spelling{"_2", LayoutPiece::kUnderDay},
    Spelling{"002", LayoutPiece::kZeroYearDay},
    Spelling{"01", LayoutPiece::kZeroMonth},
    Spelling{"02", LayoutPiece::kZeroDay},
    Spelling{"03", LayoutPiece::kZeroHour12},
    Spelling{"04", LayoutPiece::kZeroMinute},
    Spelling{"05", LayoutPiece::kZeroSecond},
    Spelling{"06", LayoutPiece::kYear},
    Spelling{"15", LayoutPiece::kHour},
    Spelling{"1", LayoutPiece::kNumMonth},
    Spelling{"2", LayoutPiece::kDay},
    Spelling{"3", LayoutPiece::kHour12},
    Spelling{"4", LayoutPiece::kMinute},
    Spelling{"5", LayoutPiece::kSecond},
    Spelling{"PM", LayoutPiece::kUpperPm},
    Spelling{"pm", LayoutPiece::kLowerPm},
    Spelling{"-070000", LayoutPiece::kZoneSeconds},
    Spelling{"-07:00:00", LayoutPiece::kColonZoneSeconds},
    Spelling{"-0700", LayoutPiece::kZone},
    Spelling{"-07:00", LayoutPiece::kColonZone},
    Spelling{"-07", LayoutPiece::kZoneHours},
    Spelling{"Z070000", LayoutPiece::kIsoZoneSeconds},
    Spelling{"Z07:00:00", LayoutPiece::kIsoColonZoneSeconds},
    Spelling{"Z0700", LayoutPiece::kIsoZone},
    Spelling{"Z07:00", LayoutPiece::kIsoColonZone},
    Spelling{"Z07", LayoutPiece::kIsoZoneHours},
};

bool is_digit_at(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

// ".000" and ",999": zeros or nines that no other digit follows.
Spelling fraction_at(std::string_view text) {
  if (text.size() < 2 || (text[0] != '.' && text[0] != ',') || (text[1] != '0' && text[1] != '9')) {
    return {};
  }
  const std::size_t end = std::min(text.find_first_not_of(text[1], 1), text.size());
  if (is_digit_at(text, end)) {
    return {};
  }
  return {text.substr(0, end), text[1] == '0' ? LayoutPiece::kFraction0 : LayoutPiece::kFraction9};
}

Spelling piece_at(std::string_view text) {
  for (const Spelling& each : kSpellings) {
    if (!text.starts_with(each.text)) {
      continue;
    }
    // "Month" begins with Mon, but is a word; the year in "_2006" comes after its underscore.
    const bool word = each.piece == LayoutPiece::kMonth || each.piece == LayoutPiece::kWeekday;
    const bool goes_on = word && text.size() > 3 && text[3] >= 'a' && text[3] <= 'z';
    const bool year = each.piece == LayoutPiece::kUnderDay && text.starts_with("_2006");
    if (!goes_on && !year) {
      return each;
    }
  }
  return fraction_at(text);
}

std::string number(std::int64_t value, int width, char pad = '0') {
  const std::string digits = std::to_string(std::abs(value));
  std::string text = value < 0 ? "-" : "";
  for (auto have = static_cast<int>(digits.size()); have < width; ++have) {
    text += pad;
  }
  return text + digits;
}

std::string zone_text(std::int32_t offset, ZoneForm form) {
  if (form.iso && offset == 0) {
    return "Z";
  }
  const std::int32_t size = std::abs(offset);
  std::string text = (offset < 0 ? "-" : "+") + number(size / 3600, 2);
  const std::string colon = form.colons ? ":" : "";
  text += form.minutes ? colon + number(size / 60 % 60, 2) : "";
  return text + (form.seconds ? colon + number(size % 60, 2) : "");
}

std::string zone_name(const TimeZone::Period& period) {
  if (!period.abbreviation.empty()) {
    return period.abbreviation;
  }
  ZoneForm form;
  form.minutes = period.offset % 3600 != 0;
  return zone_text(period.offset, form);
}

std::string fraction_text(std::int32_t nanosecond, std::string_view piece, bool trimmed) {
  std::string digits = number(nanosecond, 9).substr(0, piece.size() - 1);
  if (trimmed) {
    digits.erase(digits.find_last_not_of('0') + 1);
  }
  return digits.empty() ? "" : piece[0] + digits;
}

// Writes one time piece by piece.
class Formatter {
 public:
  explicit Formatter(const ZonedTime& time)
      : period_(time.zone->at(time.instant.seconds)),
        local_{time.instant.seconds + period_.offset, time.instant.nanoseconds},
        civil_(civil_of(local_)) {}

  std::string piece(const NextPiece& next) const {
    switch (next.piece) {
      case LayoutPiece::kZoneName:
        return zone_name(period_);
      case LayoutPiece::kFraction0:
      case LayoutPiece::kFraction9:
        return fraction_text(civil_.nanosecond, next.text, next.piece == LayoutPiece::kFraction9);
      default:
        return next.piece >= LayoutPiece::kIsoZone
                   ? zone_text(period_.offset, zone_form(next.piece))
                   : (next.piece >= LayoutPiece::kHour ? clock(next.piece) : date(next.piece));
    }
  }

 private:
  std::string date(LayoutPiece piece) const;
  std::string clock(LayoutPiece piece) const;

  TimeZone::Period period_;
  Instant local_;
  CivilTime civil_;
};

std::string Formatter::date(LayoutPiece piece) const {
  const std::string_view month = kMonthNames[civil_.month - 1];
  const std::string_view weekday = kWeekdayNames[weekday_of(local_)];
  switch (piece) {
    case LayoutPiece::kLongMonth:
      return std::string(month);
    case LayoutPiece::kMonth:
      return std::string(month.substr(0, 3));
    case LayoutPiece::kNumMonth:
      return number(civil_.month, 0);
    case LayoutPiece::kZeroMonth:
      return number(civil_.month, 2);
    case LayoutPiece::kLongWeekday:
      return std::string(weekday);
    case LayoutPiece::kWeekday:
      return std::string(weekday.substr(0, 3));
    case LayoutPiece::kDay:
      return number(civil_.day, 0);
    case LayoutPiece::kUnderDay:
      return number(civil_.day, 2, ' ');
    case LayoutPiece::kZeroDay:
      return number(civil_.day, 2);
    case LayoutPiece::kUnderYearDay:
      return number(day_of_year(civil_), 3, ' ');
    default:
      return number(day_of_year(civil_), 3);
  }
}

std::string Formatter::clock(LayoutPiece piece) const {
  const std::int64_t hour12 = civil_.hour % 12 == 0 ? 12 : civil_.hour % 12;
  switch (piece) {
    case LayoutPiece::kHour:
      return number(civil_.hour, 2);
    case LayoutPiece::kHour12:
      return number(hour12, 0);
    case LayoutPiece::kZeroHour12:
      return number(hour12, 2);
    case LayoutPiece::kMinute:
      return number(civil_.minute, 0);
    case LayoutPiece::kZeroMinute:
      return number(civil_.minute, 2);
    case LayoutPiece::kSecond:
      return number(civil_.second, 0);
    case LayoutPiece::kZeroSecond:
      return number(civil_.second, 2);
    case LayoutPiece::kLongYear:
      return number(civil_.year, 4);
    case LayoutPiece::kYear:
      return number(std::abs(civil_.year) % 100, 2);
    case LayoutPiece::kUpperPm:
      return civil_.hour >= 12 ? "PM" : "AM";
    default:
      return civil_.hour >= 12 ? "pm" : "am";
  }
}

}  // namespace

NextPiece next_piece(std::string_view layout) {
  for (std::size_t at = 0; at < layout.size(); ++at) {
    const Spelling found = piece_at(layout.substr(at));
    if (found.piece != LayoutPiece::kNone) {
      return {layout.substr(0, at), found.piece, layout.substr(at, found.text.size()),
              layout.substr(at + found.text.size())};
    }
  }
  return {layout, LayoutPiece::kNone, {}, {}};
}

ZoneForm zone_form(LayoutPiece piece) {
  using Piece = LayoutPiece;
  ZoneForm form;
  form.iso = piece <= Piece::kIsoColonZoneSeconds;
  form.minutes = piece != Piece::kIsoZoneHours && piece != Piece::kZoneHours;
  form.seconds = piece == Piece::kIsoZoneSeconds || piece == Piece::kIsoColonZoneSeconds ||
                 piece == Piece::kZoneSeconds || piece == Piece::kColonZoneSeconds;
  form.colons = piece == Piece::kIsoColonZone || piece == Piece::kIsoColonZoneSeconds ||
                piece == Piece::kColonZone || piece == Piece::kColonZoneSeconds;
  return form;
}

std::string format_time(const ZonedTime& time, std::string_view layout) {
  const Formatter formatter(time);
  std::string out;
  while (!layout.empty()) {
    const NextPiece next = next_piece(layout);
    out += next.literal;
    if (next.piece != LayoutPiece::kNone) {
      out += formatter.piece(next);
    }
    layout = next.rest;
  }
  return out;
}

}  // namespace tiltc::modules
