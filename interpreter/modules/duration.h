#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Lengths of time in nanoseconds, written as Go writes them: "1h30m0s", "1.5s", "250µs", "-2ns".
namespace tiltc::modules {

std::string duration_to_string(std::int64_t nanoseconds);

// Numbers with units h, m, s, ms, us or µs, ns; "0" needs no unit. Nothing: `problem` says why.
std::optional<std::int64_t> parse_duration(std::string_view text, std::string& problem);

}  // namespace tiltc::modules
