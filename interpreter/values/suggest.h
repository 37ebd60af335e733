#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.h"

namespace tiltc::values {

// Adds "did you mean ...?" when a candidate is near enough to `word`.
void suggest(Diagnostic& diagnostic, std::string_view word,
             std::span<const std::string> candidates);

}  // namespace tiltc::values
