#pragma once

#include <optional>

#include "modules/time_layout.h"
#include "tiltc/heap.h"
#include "tiltc/value.h"

// The types that the module time makes: time.duration and time.time.
namespace tiltc::modules {

Value make_duration(Heap& heap, std::int64_t nanoseconds);
Value make_time(Heap& heap, ZonedTime time);

// Nothing: the value is no such.
std::optional<std::int64_t> as_duration(Value value);
std::optional<ZonedTime> as_time(Value value);

}  // namespace tiltc::modules
