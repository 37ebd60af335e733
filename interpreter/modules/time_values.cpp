#include "modules/time_values.h"

#include <array>

#include <fmt/format.h>

#include "library/arguments.h"
#include "modules/duration.h"
#include "tiltc/host_object.h"
#include "values/heap_impl.h"
#include "values/number.h"

namespace tiltc::modules {
namespace {

__extension__ using Wide = __int128;

using Binary = Result<std::optional<Value>>;

Diagnostic too_large() {
  return error("out-of-range", "the result does not fit a time.duration (about 292 years)");
}

Diagnostic division_by_zero() {
  return error("division-by-zero", "division of a time.duration by zero");
}

Binary duration_of(Heap& heap, Wide nanoseconds) {
  if (nanoseconds > INT64_MAX || nanoseconds < INT64_MIN) {
    return too_large();
  }
  return std::optional(make_duration(heap, static_cast<std::int64_t>(nanoseconds)));
}

Wide total_nanoseconds(const Instant& instant) {
  return Wide{instant.seconds} * kNanosecondsPerSecond + instant.nanoseconds;
}

Value shifted(Heap& heap, const ZonedTime& time, Wide nanoseconds) {
  const Wide total = total_nanoseconds(time.instant) + nanoseconds;
  const Wide rest = total % kNanosecondsPerSecond;
  const Wide nano = rest < 0 ? rest + kNanosecondsPerSecond : rest;
  return make_time(heap, {{static_cast<std::int64_t>((total - nano) / kNanosecondsPerSecond),
                           static_cast<std::int32_t>(nano)},
                          time.zone});
}

template <class T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

std::uint32_t hash_of(std::int64_t a, std::int64_t b) {
  const std::uint64_t mixed =
      (static_cast<std::uint64_t>(a) * 0x9E3779B97F4A7C15U) ^ static_cast<std::uint64_t>(b);
  return static_cast<std::uint32_t>(mixed ^ (mixed >> 32U));
}

class Duration final : public HostObject {
 public:
  explicit Duration(std::int64_t nanoseconds) : nanoseconds_(nanoseconds) {}

  std::int64_t nanoseconds() const { return nanoseconds_; }

  std::string_view type_name() const override { return "time.duration"; }
  std::string str() const override { return duration_to_string(nanoseconds_); }
  bool truth() const override { return nanoseconds_ != 0; }
  std::optional<std::uint32_t> hash() const override { return hash_of(nanoseconds_, 1); }
  bool equals(const HostObject& other) const override { return order(other) == 0; }
  std::optional<int> order(const HostObject& other) const override {
    const auto* duration = dynamic_cast<const Duration*>(&other);
    return duration == nullptr ? std::nullopt
                               : std::optional(three_way(nanoseconds_, duration->nanoseconds_));
  }
  std::vector<std::string> attribute_names() const override {
    return {"hours", "microseconds", "milliseconds", "minutes", "nanoseconds", "seconds"};
  }
  std::optional<Value> attribute(Heap& heap, std::string_view name) override;
  Binary binary(Heap& heap, Operator op, Side side, Value other) override;

 private:
  Binary divided(Heap& heap, Value divisor) const;

  std::int64_t nanoseconds_;
};

std::optional<Value> Duration::attribute(Heap& heap, std::string_view name) {
  const auto of_seconds = [&](double seconds) {
    return heap.floating(static_cast<double>(nanoseconds_) / (seconds * 1e9));
  };
  if (name == "hours" || name == "minutes" || name == "seconds") {
    return of_seconds(name == "hours" ? 3600 : (name == "minutes" ? 60 : 1));
  }
  if (name == "nanoseconds" || name == "microseconds" || name == "milliseconds") {
    const std::int64_t unit =
        name == "nanoseconds" ? 1 : (name == "microseconds" ? 1'000 : 1'000'000);
    return heap.integer(nanoseconds_ / unit);
  }
  return std::nullopt;
}

Binary Duration::divided(Heap& heap, Value divisor) const {
  if (const auto other = as_duration(divisor)) {
    return *other == 0 ? Binary(division_by_zero())
                       : std::optional(heap.floating(static_cast<double>(nanoseconds_) /
                                                     static_cast<double>(*other)));
  }
  if (const auto number = as_int64(divisor)) {
    return *number == 0 ? Binary(division_by_zero())
                        : duration_of(heap, Wide{nanoseconds_} / *number);
  }
  if (const auto number = as_float(divisor)) {
    const double quotient = static_cast<double>(nanoseconds_) / *number;
    if (*number == 0) {
      return division_by_zero();
    }
    if (!(quotient < 9.2e18 && quotient > -9.2e18)) {
      return too_large();
    }
    return std::optional(make_duration(heap, static_cast<std::int64_t>(quotient)));
  }
  return std::optional<Value>();
}

// duration + duration, - duration, / duration (a float), // duration (an int), / int, / float, *
// int, int * duration. With a time on the other side, the time answers.
Binary Duration::binary(Heap& heap, Operator op, Side side, Value other) {
  const std::optional<std::int64_t> duration = as_duration(other);
  const bool left = side == Side::kLeft;
  if (op == Operator::kMultiply) {
    const std::optional<std::int64_t> number = as_int64(other);
    return number ? duration_of(heap, Wide{nanoseconds_} * *number) : std::optional<Value>();
  }
  if (op == Operator::kDivide && left) {
    return divided(heap, other);
  }
  if (!duration || !left) {
    return std::optional<Value>();
  }
  if (op == Operator::kFloorDivide) {
    return *duration == 0 ? Binary(division_by_zero())
                          : std::optional(heap.integer(nanoseconds_ / *duration));
  }
  return duration_of(
      heap, Wide{nanoseconds_} + (op == Operator::kAdd ? Wide{*duration} : -Wide{*duration}));
}

class Time final : public HostObject {
 public:
  explicit Time(ZonedTime time) : time_(std::move(time)) {}

  const ZonedTime& time() const { return time_; }

  std::string_view type_name() const override { return "time.time"; }
  std::string str() const override {
    return format_time(time_, "2006-01-02 15:04:05.999999999 -0700 MST");
  }
  bool truth() const override { return time_.instant != instant_of(CivilTime{}); }
  std::optional<std::uint32_t> hash() const override {
    return hash_of(time_.instant.seconds, time_.instant.nanoseconds);
  }
  bool equals(const HostObject& other) const override { return order(other) == 0; }
  std::optional<int> order(const HostObject& other) const override {
    const auto* time = dynamic_cast<const Time*>(&other);
    return time == nullptr ? std::nullopt
                           : std::optional(three_way(time_.instant, time->time_.instant));
  }
  std::vector<std::string> attribute_names() const override {
    return {"day",        "format", "hour", "in_location", "minute", "month",
            "nanosecond", "second", "unix", "unix_nano",   "year"};
  }
  std::optional<Value> attribute(Heap& heap, std::string_view name) override;
  Binary binary(Heap& heap, Operator op, Side side, Value other) override;

 private:
  std::optional<Value> civil_part(Heap& heap, std::string_view name) const;
  Value bound(Heap& heap, std::string_view name, NativeFunction function);

  ZonedTime time_;
};

// format(layout)
Value format_method(const Call& call) {
  constexpr std::array<std::string_view, 1> kParameters = {"format"};
  std::array<Value, 1> slots;
  std::string_view layout;
  if (!library::take_named(call, "format", kParameters, 1, slots) ||
      !library::want_string(call, "format", "format", slots[0], layout)) {
    return Value::failure();
  }
  return call.heap().string(format_time(*as_time(call.receiver()), layout));
}

// in_location(name)
Value in_location_method(const Call& call) {
  constexpr std::array<std::string_view, 1> kParameters = {"name"};
  std::array<Value, 1> slots;
  std::string_view name;
  if (!library::take_named(call, "in_location", kParameters, 1, slots) ||
      !library::want_string(call, "in_location", "name", slots[0], name)) {
    return Value::failure();
  }
  const auto zone = TimeZone::find(std::string(name));
  if (zone == nullptr) {
    return library::fail_call(call, "in_location", fmt::format("unknown time zone {}", name));
  }
  return make_time(call.heap(), {as_time(call.receiver())->instant, zone});
}

std::optional<Value> Time::civil_part(Heap& heap, std::string_view name) const {
  const CivilTime civil = time_.zone->civil_of(time_.instant);
  const std::array<std::pair<std::string_view, std::int64_t>, 7> parts = {
      std::pair{std::string_view("year"), civil.year},
      {"month", civil.month},
      {"day", civil.day},
      {"hour", civil.hour},
      {"minute", civil.minute},
      {"second", civil.second},
      {"nanosecond", civil.nanosecond}};
  for (const auto& [its_name, value] : parts) {
    if (its_name == name) {
      return heap.integer(value);
    }
  }
  return std::nullopt;
}

std::optional<Value> Time::attribute(Heap& heap, std::string_view name) {
  if (name == "unix") {
    return heap.integer(time_.instant.seconds);
  }
  if (name == "unix_nano") {
    const Wide total = total_nanoseconds(time_.instant);
    const bool fits = total <= INT64_MAX && total >= INT64_MIN;
    return heap.integer(fits ? static_cast<std::int64_t>(total) : 0);
  }
  if (name == "format") {
    return bound(heap, name, format_method);
  }
  if (name == "in_location") {
    return bound(heap, name, in_location_method);
  }
  return civil_part(heap, name);
}

Value Time::bound(Heap& heap, std::string_view name, NativeFunction function) {
  const Value receiver = make_time(heap, time_);
  values::HeapImpl& its = values::impl(heap);
  return Value::object(its.new_builtin(function, nullptr, heap.interned(name), receiver));
}

// time + duration, duration + time, time - duration, time - time.
Binary Time::binary(Heap& heap, Operator op, Side side, Value other) {
  const std::optional<std::int64_t> duration = as_duration(other);
  const std::optional<ZonedTime> time = as_time(other);
  if (op == Operator::kAdd && duration) {
    return std::optional(shifted(heap, time_, *duration));
  }
  if (op == Operator::kSubtract && side == Side::kLeft && duration) {
    return std::optional(shifted(heap, time_, -Wide{*duration}));
  }
  if (op == Operator::kSubtract && side == Side::kLeft && time) {
    return duration_of(heap, total_nanoseconds(time_.instant) - total_nanoseconds(time->instant));
  }
  return std::optional<Value>();
}

}  // namespace

Value make_duration(Heap& heap, std::int64_t nanoseconds) {
  return heap.host(std::make_unique<Duration>(nanoseconds));
}

Value make_time(Heap& heap, ZonedTime time) {
  return heap.host(std::make_unique<Time>(std::move(time)));
}

std::optional<std::int64_t> as_duration(Value value) {
  const auto* duration = host_as<Duration>(value);
  return duration == nullptr ? std::nullopt : std::optional(duration->nanoseconds());
}

std::optional<ZonedTime> as_time(Value value) {
  const auto* time = host_as<Time>(value);
  return time == nullptr ? std::nullopt : std::optional(time->time());
}

}  // namespace tiltc::modules
