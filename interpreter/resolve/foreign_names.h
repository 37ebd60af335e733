#pragma once

#include <string_view>

namespace tiltc {

// The way out for an undefined name that Python, or another language, has: "write None" for null.
// Empty for other names. The names are those of the language; embedders know more.
std::string_view help_for_foreign_name(std::string_view name);

}  // namespace tiltc
