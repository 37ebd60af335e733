#pragma once

#include <string>
#include <string_view>

namespace tiltc {

// What changes `before` into `after`, as a unified diff with three lines of context under the names
// of both; empty when nothing does.
std::string unified_diff(std::string_view before_name, std::string_view before,
                         std::string_view after_name, std::string_view after);

}  // namespace tiltc
