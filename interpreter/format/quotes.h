#pragma once

#include <string>
#include <string_view>

#include "syntax/token.h"

namespace tiltc::format {

// The text of a kString or kBytes token, between double quotes where that changes nothing else: the
// value has no double quote in it. Written into `out`.
void append_quoted(std::string& out, std::string_view literal, const syntax::Token& token);

}  // namespace tiltc::format
