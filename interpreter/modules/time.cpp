#include <array>

#include <fmt/format.h>

#include "library/arguments.h"
#include "modules/duration.h"
#include "modules/native_module.h"
#include "modules/time_values.h"
#include "tiltc/modules.h"

// The functions of the module time. Its host is the engine's time source.
namespace tiltc::modules {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

constexpr std::array kUnits = {
    Unit{"time.nanosecond", 1},          Unit{"time.microsecond", 1'000},
    Unit{"time.millisecond", 1'000'000}, Unit{"time.second", 1'000'000'000},
    Unit{"time.minute", 60'000'000'000}, Unit{"time.hour", 3'600'000'000'000},
};

// The zone of this name; nullptr: failed.
std::shared_ptr<const TimeZone> want_zone(const Call& call, std::string_view function, Value name) {
  std::string_view text;
  if (!library::want_string(call, function, "location", name, text)) {
    return nullptr;
  }
  auto zone = TimeZone::find(std::string(text));
  if (zone == nullptr) {
    library::fail_call(call, function, fmt::format("unknown time zone {}", text));
  }
  return zone;
}

std::shared_ptr<const TimeZone> here() {
  return TimeZone::find("Local");
}

Value from_timestamp_function(const Call& call) {
  constexpr std::array<std::string_view, 2> kParameters = {"sec", "nsec"};
  std::array<Value, 2> slots = {Value::none(), Value::small_int(0)};
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  if (!library::take_named(call, "time.from_timestamp", kParameters, 1, slots) ||
      !library::want_int(call, "time.from_timestamp", "sec", slots[0], seconds) ||
      !library::want_int(call, "time.from_timestamp", "nsec", slots[1], nanoseconds)) {
    return Value::failure();
  }
  constexpr std::int64_t kMost = std::int64_t{1} << 55U;  // beyond, calendars mean nothing
  if (seconds > kMost || seconds < -kMost) {
    return library::fail_call(call, "time.from_timestamp", "the timestamp is out of range");
  }
  std::int64_t carry = nanoseconds / kNanosecondsPerSecond;
  carry -= nanoseconds % kNanosecondsPerSecond < 0 ? 1 : 0;
  const Instant instant{seconds + carry,
                        static_cast<std::int32_t>(nanoseconds - carry * kNanosecondsPerSecond)};
  return make_time(call.heap(), {instant, here()});
}

Value is_valid_timezone_function(const Call& call) {
  constexpr std::array<std::string_view, 1> kParameters = {"loc"};
  std::array<Value, 1> slots;
  std::string_view name;
  if (!library::take_named(call, "time.is_valid_timezone", kParameters, 1, slots) ||
      !library::want_string(call, "time.is_valid_timezone", "loc", slots[0], name)) {
    return Value::failure();
  }
  return Value::boolean(TimeZone::find(std::string(name)) != nullptr);
}

Value now_function(const Call& call) {
  if (!library::take(call, "time.now", 0, {})) {
    return Value::failure();
  }
  const std::int64_t now = (*static_cast<const TimeSource*>(call.host()))();
  return make_time(call.heap(), {{now / kNanosecondsPerSecond,
                                  static_cast<std::int32_t>(now % kNanosecondsPerSecond)},
                                 here()});
}

Value parse_duration_function(const Call& call) {
  constexpr std::array<std::string_view, 1> kParameters = {"d"};
  std::array<Value, 1> slots;
  std::string_view text;
  if (!library::take_named(call, "time.parse_duration", kParameters, 1, slots)) {
    return Value::failure();
  }
  if (as_duration(slots[0])) {
    return slots[0];
  }
  if (!library::want_string(call, "time.parse_duration", "d", slots[0], text)) {
    return Value::failure();
  }
  std::string problem;
  const std::optional<std::int64_t> duration = parse_duration(text, problem);
  return duration ? make_duration(call.heap(), *duration)
                  : library::fail_call(call, "time.parse_duration", problem);
}

Value parse_time_function(const Call& call) {
  constexpr std::string_view kName = "time.parse_time";
  constexpr std::array<std::string_view, 3> kParameters = {"x", "format", "location"};
  std::array<Value, 3> slots = {Value::none(), call.heap().interned("2006-01-02T15:04:05Z07:00"),
                                call.heap().interned("UTC")};
  std::string_view text;
  std::string_view layout;
  if (!library::take_named(call, kName, kParameters, 1, slots) ||
      !library::want_string(call, kName, "x", slots[0], text) ||
      !library::want_string(call, kName, "format", slots[1], layout)) {
    return Value::failure();
  }
  const auto zone = want_zone(call, kName, slots[2]);
  if (zone == nullptr) {
    return Value::failure();
  }
  std::string problem;
  std::optional<ZonedTime> time = parse_time(text, layout, zone, problem);
  return time ? make_time(call.heap(), std::move(*time)) : library::fail_call(call, kName, problem);
}

// time(year=…, month=…, …, location=…): fields out of range carry over, as in Go's time.Date.
Value time_function(const Call& call) {
  constexpr std::string_view kName = "time.time";
  constexpr std::array<std::string_view, 8> kParameters = {
      "year", "month", "day", "hour", "minute", "second", "nanosecond", "location"};
  std::array<Value, 8> slots;
  slots.fill(Value::small_int(0));
  slots[7] = call.heap().interned("UTC");
  if (call.positional_count() > 0) {
    return library::fail_call(call, kName, "takes its arguments by name only");
  }
  if (!library::take_named(call, kName, kParameters, 0, slots)) {
    return Value::failure();
  }
  std::array<std::int64_t, 7> fields{};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!library::want_int(call, kName, kParameters[i], slots[i], fields[i])) {
      return Value::failure();
    }
    constexpr std::int64_t kMost = 1'000'000'000'000;
    if (fields[i] > kMost || fields[i] < -kMost || (i < 2 && std::abs(fields[i]) > 100'000'000)) {
      return library::fail_call(call, kName, fmt::format("{} is out of range", kParameters[i]));
    }
  }
  const auto zone = want_zone(call, kName, slots[7]);
  if (zone == nullptr) {
    return Value::failure();
  }
  std::int64_t carry = fields[6] / kNanosecondsPerSecond;
  carry -= fields[6] % kNanosecondsPerSecond < 0 ? 1 : 0;
  const CivilTime civil{fields[0],
                        fields[1],
                        fields[2],
                        fields[3],
                        fields[4],
                        fields[5] + carry,
                        static_cast<std::int32_t>(fields[6] - carry * kNanosecondsPerSecond)};
  return make_time(call.heap(), {zone->instant_of(civil), zone});
}

}  // namespace
}  // namespace tiltc::modules

namespace tiltc {

Value time_module(Engine& engine, const TimeSource& now) {
  modules::NativeModule module(engine, "time");
  for (const modules::Unit& unit : modules::kUnits) {
    module.add(unit.name, modules::make_duration(engine.heap(), unit.nanoseconds));
  }
  module.add("time.from_timestamp", modules::from_timestamp_function);
  module.add("time.is_valid_timezone", modules::is_valid_timezone_function);
  module.add("time.now", modules::now_function, const_cast<TimeSource*>(&now));
  module.add("time.parse_duration", modules::parse_duration_function);
  module.add("time.parse_time", modules::parse_time_function);
  module.add("time.time", modules::time_function);
  return module.make();
}

}  // namespace tiltc
