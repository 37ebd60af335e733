#include "diagnostics_output.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/render.h"
#include "report/terminal.h"

namespace tiltc::cli {

namespace {

std::string rendered(const Diagnostic& diagnostic, const Options& options) {
  if (options.error_format == "json") {
    return render_json(diagnostic);
  }
  if (options.error_format == "short") {
    return render_short(diagnostic);
  }
  const bool colour = report::inspect_terminal(STDERR_FILENO).colour;
  return render_full(diagnostic, colour ? Colour::kAlways : Colour::kNever);
}

}  // namespace

void print_diagnostic(const Diagnostic& diagnostic, const Options& options) {
  const std::string text = rendered(diagnostic, options);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void print_diagnostics(const Diagnostics& diagnostics, const Options& options) {
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    print_diagnostic(diagnostic, options);
  }
}

bool print_result(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      // Whoever read has enough: `tiltc run | head` is no failure of the run.
      if (errno == EPIPE) {
        return true;
      }
      std::fprintf(stderr, "error: cannot write to standard output: %s\n", std::strerror(errno));
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace tiltc::cli
