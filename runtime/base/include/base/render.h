#pragma once

#include <string>

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

// One line, `file:line:col: message`, for editors and grep.
std::string render_short(const Diagnostic& diagnostic);

// One JSON object on one line; documented in docs/errors.md.
std::string render_json(const Diagnostic& diagnostic);

}  // namespace tiltc
