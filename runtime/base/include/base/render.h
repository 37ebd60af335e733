#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.h"

namespace tiltc {

enum class Colour { kNever, kAlways };

// The full form, several lines, ends with a line break:
//
//   error: local_resource has no parameter `auto_int`  [unknown-parameter]
//     --> Tiltfile:12:23
//   12 | local_resource("api", auto_int=False)
//      |                       ^~~~~~~~ did you mean `auto_init`?
std::string render_full(const Diagnostic& diagnostic, Colour colour = Colour::kNever);

// The message, and with it what was meant: "undefined: prnt (did you mean print?)".
std::string summary(const Diagnostic& diagnostic);

// One line, `file:line:col: message`, for editors and grep. The place of an error at run time is that of the
// innermost frame, which a call stack would show, not the caret's.
std::string render_short(const Diagnostic& diagnostic);

// One JSON object on one line; documented in docs/errors.md.
std::string render_json(const Diagnostic& diagnostic);

// One document in the form of SARIF 2.1.0, on several lines, of all diagnostics.
std::string render_sarif(std::span<const Diagnostic> diagnostics, std::string_view tool_version);

}  // namespace tiltc
