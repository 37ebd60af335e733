#pragma once

#include <string>
#include <string_view>

namespace tiltc {

// `text` as an error message shows it: on one line, control characters escaped, cut when it is
// long.
std::string shown(std::string_view text);

}  // namespace tiltc
