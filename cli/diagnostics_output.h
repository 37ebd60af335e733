#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "options.h"

namespace tiltc::cli {

// Writes diagnostics to standard error in the format that the user asked for.
void print_diagnostics(const Diagnostics& diagnostics, const Options& options);
void print_diagnostic(const Diagnostic& diagnostic, const Options& options);

// Writes what can only be written whole: the document of --error-format=sarif. Once, at the end.
void finish_diagnostics(const Options& options);

// Writes a result to standard output. False when it can't take it, which has been said; a reader
// that went away ends the process quietly.
bool print_result(std::string_view text);

}  // namespace tiltc::cli
