#pragma once

#include <optional>
#include <string>

#include "base/diagnostic.h"
#include "syntax/token.h"

// The values of literals.
namespace tiltc::syntax {

// The text or bytes that a kString or kBytes token stands for. A wrong escape goes to `problem`
// (the first one of the literal); what is returned then is of no use.
std::string decode_string(const SourcePtr& source, const Token& token,
                          std::optional<Diagnostic>& problem);

// The value of a kFloat token; nothing when it is too large.
std::optional<double> decode_float(std::string_view text);

}  // namespace tiltc::syntax
