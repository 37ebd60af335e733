#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "tiltc/builtin.h"
#include "tiltc/engine.h"

namespace tiltc {

// What an embedder will give to programs, for checking them without running them.
struct KnownNames {
  std::vector<std::string> names;            // dotted where they live in a module: "os.environ"
  std::vector<const BuiltinInfo*> builtins;  // how those of them that are builtins are called
};

// Parses and resolves without running: every mistake of the file. When there is none, also what is
// no mistake of syntax or names but cannot be meant: warnings, whose codes are kWarnings. A file
// silences a warning with a comment at the end of the line or on the line above the statement,
// `# tiltc: allow(unused-name)`, or for all of itself with `# tiltc: allow-file(unused-name)`.
void check(const SourcePtr& source, const Dialect& dialect, const KnownNames& known,
           Diagnostics& diagnostics);

// The code of a warning of check(), and what it is about.
struct WarningInfo {
  std::string_view code;
  std::string_view meaning;
};

// Sorted by code.
std::span<const WarningInfo> warnings();

}  // namespace tiltc
