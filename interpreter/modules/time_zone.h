#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "modules/civil_time.h"

namespace tiltc::modules {

// What clocks in a place show: its offsets from UTC over time. Immutable; may be used from any
// thread.
class TimeZone {
 public:
  // What holds from one change of the clocks to the next.
  struct Period {
    std::int32_t offset = 0;   // seconds east of UTC
    std::string abbreviation;  // "CET"; may be empty
    std::int64_t begin = INT64_MIN;
    std::int64_t end = INT64_MAX;  // the first second that is not in it
  };

  static std::shared_ptr<const TimeZone> utc();
  static std::shared_ptr<const TimeZone> fixed(std::string abbreviation, std::int32_t offset);
  // "" and "UTC", "Local" (that of this machine: $TZ, else /etc/localtime), or a name of the IANA
  // time zone database, which is read from the system. nullptr: there is none of that name.
  static std::shared_ptr<const TimeZone> find(const std::string& name);
  // From the content of a file as tzfile(5) describes it; nullptr: it is none.
  static std::shared_ptr<const TimeZone> parse(std::string name, std::string_view content);

  const std::string& name() const { return name_; }
  Period at(std::int64_t unix_seconds) const;
  // The instant at which clocks show `civil`. Of a time that clocks skip or show twice, one of the
  // two readings.
  Instant instant_of(const CivilTime& civil) const;
  CivilTime civil_of(const Instant& instant) const;
  // The offset that goes by this abbreviation near the instant, or ever; false: none does.
  bool offset_of(std::string_view abbreviation, std::int64_t unix_seconds,
                 std::int32_t& offset) const;

 private:
  // From `begin` on, kinds_[kind] holds.
  struct Change {
    std::int64_t begin = 0;
    std::size_t kind = 0;
  };
  struct Kind {
    std::int32_t offset = 0;
    std::string abbreviation;
    bool daylight = false;
  };

  std::string name_;
  std::vector<Kind> kinds_;
  std::vector<Change> changes_;
  std::string rule_;  // POSIX TZ: what holds after the last change
};

}  // namespace tiltc::modules
