#pragma once

#include <optional>
#include <string>

#include "base/diagnostic.h"
#include "base/source.h"

namespace tiltc {

// The file laid out in the one way that everybody's files have: interpreter/format/README.md has
// the rules. Only blanks, line breaks, quotes and commas at the end of lists change; the syntax
// tree of the result is the file's own, which is checked. Nothing when the file has syntax errors,
// which are added to `diagnostics`.
std::optional<std::string> format_source(const SourcePtr& source, Diagnostics& diagnostics);

}  // namespace tiltc
