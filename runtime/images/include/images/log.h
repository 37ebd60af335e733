#pragma once

#include <functional>
#include <string_view>

namespace tiltc::images {

// Takes what a build or push has to say: bytes in any pieces, not lines. Called on the executor's
// thread; may be empty.
using Log = std::function<void(std::string_view)>;

}  // namespace tiltc::images
