#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace tiltc::report {

// Columns that UTF-8 text without control characters takes on a terminal: two for East Asian wide
// characters and emoji, none for combining marks. An estimate: terminals differ at the edges.
std::size_t display_width(std::string_view text);

// `text` cut to `width` columns, `ellipsis` included when something was cut. Tabs become spaces.
std::string fit_to_width(std::string_view text, std::size_t width, std::string_view ellipsis);

// "0.3 s", "12 s", "3 min 05 s", "2 h 05 min"
std::string describe_duration(std::chrono::steady_clock::duration time);

}  // namespace tiltc::report
