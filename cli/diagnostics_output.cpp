#include "diagnostics_output.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/render.h"
#include "report/terminal.h"
#include "tiltc/engine.h"

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

// In the short form, a file that cannot be parsed shows its first syntax error alone.
bool follows_from_another(const Diagnostic& diagnostic, const Diagnostics& all) {
  const Source* source = diagnostic.primary.span.source.get();
  for (const Diagnostic& other : all.all()) {
    if (is_syntax_error(other) && other.primary.span.source.get() == source) {
      return &other != &diagnostic;
    }
  }
  return false;
}

// What --error-format=sarif has to tell at the end.
std::vector<Diagnostic>& collected() {
  static std::vector<Diagnostic> all;
  return all;
}

void write(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

void print_diagnostic(const Diagnostic& diagnostic, const Options& options) {
  if (options.error_format == "sarif") {
    collected().push_back(diagnostic);
  } else {
    write(rendered(diagnostic, options));
  }
}

void print_diagnostics(const Diagnostics& diagnostics, const Options& options) {
  const bool short_form = options.error_format == "short";
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (!short_form || !follows_from_another(diagnostic, diagnostics)) {
      print_diagnostic(diagnostic, options);
    }
  }
}

void finish_diagnostics(const Options& options) {
  if (options.error_format == "sarif") {
    write(render_sarif(collected(), TILTC_VERSION));
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
