#include <memory>

#include "base/disk.h"
#include "builtins/evaluation.h"
#include "commands.h"
#include "diagnostics_output.h"
#include "tiltc/check.h"

namespace tiltc::cli {

int command_check(const Options& options) {
  const RealDisk disk;
  const KnownNames known = builtins::known_names();
  Diagnostics diagnostics;
  for (const std::string& file : options.files) {
    Result<std::string> text = disk.read(file);
    if (!text.ok()) {
      diagnostics.add(std::move(text.error().diagnostic()));
      continue;
    }
    check(std::make_shared<Source>(file, std::move(*text)), options.dialect, known, diagnostics);
  }
  print_diagnostics(diagnostics, options);
  return diagnostics.has_errors() ? kMistake : kGood;
}

}  // namespace tiltc::cli
