#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "base/result.h"

// Words of the command line that stand for quantities.
namespace tiltc::cli {

// "65536", "512M", "1.5GiB": K, M, G, T are powers of 1024, with or without `B` or `iB`. At
// least 1.
Result<std::uint64_t> parse_byte_count(std::string_view word);

// "2" and "2.5" are seconds; "500ms", "2s", "1m30s" as in Go, units h, m, s, ms, us, ns. More than
// 0.
Result<std::chrono::nanoseconds> parse_duration(std::string_view word);

}  // namespace tiltc::cli
