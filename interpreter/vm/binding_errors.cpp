#include "base/text.h"
#include "vm/interpreter.h"
#include "vm/places.h"

namespace tiltc {

using compile::Code;

namespace {

// `def name`; of a lambda, the word.
Span definition(const Code& code) {
  Span span = vm::token_at(code.unit->source, code.begin);
  const std::size_t name = code.unit->source->text().find(code.name, span.end);
  if (span.text() == "def" && name != std::string_view::npos) {
    span.end = static_cast<std::uint32_t>(name + code.name.size());
  }
  return span;
}

std::string quoted(std::string_view name) {
  return "`" + std::string(name) + "`";
}

std::string plural(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace

bool Interpreter::fail_surplus(const Code& code, const Arguments& arguments) {
  Diagnostic diagnostic = error(
      "too-many-arguments", code.name + " takes " + plural(code.positional, "positional argument") +
                                ", not " + std::to_string(arguments.positional));
  if (arguments.in_text) {
    diagnostic.at(vm::positional_argument(thread_, code.positional));
  }
  diagnostic.also(definition(code), code.name + " is defined here");
  return thread_.fail(std::move(diagnostic));
}

bool Interpreter::fail_missing(const Code& code) {
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < code.parameters.size(); ++i) {
    if (thread_.scratch_[i].is_failure()) {
      missing.push_back(quoted(*as_string(code.parameters[i].name)));
    }
  }
  Diagnostic diagnostic =
      error("missing-argument",
            code.name + (missing.size() == 1 ? " needs the argument " : " needs the arguments ") +
                join(missing, ", "));
  diagnostic.also(definition(code), code.name + " is defined here");
  return thread_.fail(std::move(diagnostic));
}

bool Interpreter::fail_unknown(const Code& code, const Arguments& arguments, std::uint32_t index) {
  const std::string name(*as_string(arguments.names[index]));
  std::vector<std::string> known;
  for (const compile::Parameter& parameter : code.parameters) {
    known.emplace_back(*as_string(parameter.name));
  }
  Diagnostic diagnostic =
      error("unknown-parameter", code.name + " has no parameter " + quoted(name));
  const auto close = closest_names(name, known);
  diagnostic.at(vm::argument_name(thread_, name),
                close.empty() ? "" : "did you mean " + quoted(close.front()) + "?");
  diagnostic.also(definition(code), code.name + " is defined here");
  return thread_.fail(std::move(diagnostic));
}

bool Interpreter::fail_twice(const Code& code, const Arguments& arguments, std::uint32_t index) {
  const std::string name(*as_string(arguments.names[index]));
  Diagnostic diagnostic =
      error("duplicate-argument", code.name + " gets the argument " + quoted(name) + " twice");
  diagnostic.at(vm::argument_name(thread_, name));
  diagnostic.note("once by position, once by name");
  return thread_.fail(std::move(diagnostic));
}

}  // namespace tiltc
