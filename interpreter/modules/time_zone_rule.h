#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The rule of POSIX's TZ variable, for what no table of changes covers:
// "CET-1CEST,M3.5.0,M10.5.0/3".
namespace tiltc::modules {

struct RulePeriod {
  std::int32_t offset = 0;  // seconds east of UTC
  std::string abbreviation;
  std::int64_t begin = INT64_MIN;
  std::int64_t end = INT64_MAX;
};

// Nothing: it is no such rule.
std::optional<RulePeriod> apply_rule(std::string_view rule, std::int64_t unix_seconds);

}  // namespace tiltc::modules
