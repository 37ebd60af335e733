#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "syntax/token.h"

// The values of literals.
namespace tiltc::syntax {

// The text or bytes that a kString or kBytes token stands for. A wrong escape goes to `problem`
// (the first one of the literal); what is returned then is of no use. A value that is not the
// literal's own text is added to `decoded`.
std::string_view decode_string(const SourcePtr& source, const Token& token,
                               std::deque<std::string>& decoded,
                               std::optional<Diagnostic>& problem);

// The value of a kFloat token; nothing when it is too large.
std::optional<double> decode_float(std::string_view text);

}  // namespace tiltc::syntax
