#include "base/diagnostic.h"

#include <utility>

namespace tiltc {

Diagnostic& Diagnostic::at(Span span, std::string label) {
  primary = {std::move(span), std::move(label)};
  return *this;
}

Diagnostic& Diagnostic::also(Span span, std::string label) {
  secondary.push_back({std::move(span), std::move(label)});
  return *this;
}

Diagnostic& Diagnostic::note(std::string text) {
  notes.push_back(std::move(text));
  return *this;
}

Diagnostic& Diagnostic::with_help(std::string text) {
  help = std::move(text);
  return *this;
}

Diagnostic error(std::string_view code, std::string message) {
  Diagnostic made;
  made.code = code;
  made.message = std::move(message);
  return made;
}

Diagnostic warning(std::string_view code, std::string message) {
  Diagnostic made = error(code, std::move(message));
  made.severity = Severity::kWarning;
  return made;
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::kError) {
    ++errors_;
  }
  all_.push_back(std::move(diagnostic));
}

}  // namespace tiltc
