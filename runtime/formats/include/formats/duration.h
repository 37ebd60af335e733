#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tiltc {

// A duration as Go writes it: "90s", "1h30m", "1.5s", "-2ms", "0". Nothing when it is none, or
// beyond what nanoseconds in 64 bits can hold (292 years).
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

// The same the other way: "1h30m0s", "1.5s", "0s".
std::string format_duration(std::chrono::nanoseconds duration);

}  // namespace tiltc
