#include <algorithm>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <memory>

#include "base/disk.h"
#include "base/line_diff.h"
#include "commands.h"
#include "diagnostics_output.h"
#include "tiltc/format.h"

namespace tiltc::cli {

namespace {

constexpr std::string_view kStandardInput = "-";

Result<std::string> read_text(const RealDisk& disk, const std::string& file) {
  if (file == kStandardInput) {
    return std::string(std::istreambuf_iterator<char>(std::cin), {});
  }
  return disk.read(file);
}

// What becomes of the formatted text: shown, compared, or written.
int deliver(const Options& options, RealDisk& disk, const std::string& file,
            const std::string& before, const std::string& after) {
  const std::string name = file == kStandardInput ? "<stdin>" : file;
  if (options.diff && !print_result(unified_diff(name, before, name + " (formatted)", after))) {
    return kFailed;
  }
  if (options.check_only) {
    if (before != after && !options.diff) {
      std::fprintf(stderr, "%s is not formatted\n", name.c_str());
    }
    return before == after ? kGood : kFailed;
  }
  if (options.diff) {
    return kGood;
  }
  if (file == kStandardInput) {
    return print_result(after) ? kGood : kFailed;
  }
  if (before == after) {
    return kGood;
  }
  const Status written = disk.write(file, after);
  if (!written.ok()) {
    print_diagnostic(written.error().diagnostic(), options);
  }
  return written.ok() ? kGood : kFailed;
}

int format_file(const Options& options, RealDisk& disk, const std::string& file) {
  const Result<std::string> text = read_text(disk, file);
  if (!text.ok()) {
    print_diagnostic(text.error().diagnostic(), options);
    return kMistake;
  }
  Diagnostics diagnostics;
  const std::optional<std::string> formatted = format_source(
      std::make_shared<Source>(file == kStandardInput ? "<stdin>" : file, *text), diagnostics);
  print_diagnostics(diagnostics, options);
  return formatted ? deliver(options, disk, file, *text, *formatted) : int{kMistake};
}

}  // namespace

// Goes on after a file that fails; the worst of the files' codes is the command's.
int command_fmt(const Options& options) {
  RealDisk disk;
  int worst = kGood;
  for (const std::string& file : options.files) {
    worst = std::max(worst, format_file(options, disk, file));
  }
  return worst;
}

}  // namespace tiltc::cli
