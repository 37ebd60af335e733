#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace tiltc {

enum class Severity { kError, kWarning };

// A span with words of its own, drawn under its line.
struct Label {
  Span span;
  std::string text;
};

// One entry of a call stack: where `function` was at that moment.
struct Frame {
  std::string function;
  Span span;
};

// A mistake of a user, or a fault of the world, told so that the reader knows what was seen, which
// rule it breaks and how to go on. Text, colour and JSON are made from this one structure (see
// render.h).
struct Diagnostic {
  Severity severity = Severity::kError;
  std::string code;     // kebab-case, stable: people filter by it
  std::string message;  // what was seen; one line, no full stop
  Label primary;        // the caret; may be without a span
  std::vector<Label> secondary;
  std::vector<std::string>
      notes;                 // the rule, the circumstances; one line each, or a block of output
  std::string help;          // the way out
  std::vector<Frame> stack;  // outermost call first; empty outside evaluation

  Diagnostic& at(Span span, std::string label = {});
  Diagnostic& also(Span span, std::string label);
  Diagnostic& note(std::string text);
  Diagnostic& with_help(std::string text);
};

// `code` is a literal, so that one search finds where each diagnostic is made.
Diagnostic error(std::string_view code, std::string message);
Diagnostic warning(std::string_view code, std::string message);

// Collects what is found on the way when one mistake need not end the work. Not thread-safe.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic);

  bool has_errors() const { return errors_ > 0; }
  bool empty() const { return all_.empty(); }
  const std::vector<Diagnostic>& all() const { return all_; }

 private:
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
};

}  // namespace tiltc
