#include "tiltc/interactive.h"

#include <fmt/format.h>

#include "compile/code.h"
#include "library/universal_names.h"
#include "syntax/keywords.h"
#include "syntax/lexer.h"
#include "values/objects.h"
#include "values/operations.h"

namespace tiltc {

namespace {

using syntax::TokenKind;

std::string default_text(Value value) {
  return value.is_failure() ? "" : " = " + repr(value);
}

// `(a, b = 1, *args, c, **kwargs)`.
std::string parameters_of(const values::Function& function, const compile::Code& code) {
  const std::size_t first_default = code.parameters.size() - code.default_count;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < code.parameters.size(); ++i) {
    const bool first_named = i == code.positional;
    if (first_named && code.args_slot == compile::kNoRegister) {
      parts.emplace_back("*");
    } else if (first_named) {
      parts.push_back("*" + code.local_names[code.args_slot]);
    }
    parts.push_back(std::string(*as_string(code.parameters[i].name)) +
                    (i < first_default ? "" : default_text(function.values()[i - first_default])));
  }
  if (code.args_slot != compile::kNoRegister && code.positional == code.parameters.size()) {
    parts.push_back("*" + code.local_names[code.args_slot]);
  }
  if (code.kwargs_slot != compile::kNoRegister) {
    parts.push_back("**" + code.local_names[code.kwargs_slot]);
  }
  return fmt::format("({})", fmt::join(parts, ", "));
}

}  // namespace

FunctionDescription describe_function(Value value) {
  if (value.is(Kind::kBuiltin)) {
    return {std::string(*as_string(values::as<values::Builtin>(value)->name)), "", ""};
  }
  const auto& function = *values::as<values::Function>(value);
  const auto& code = *static_cast<const compile::Code*>(function.code);
  return {code.name, parameters_of(function, code), code.doc};
}

std::vector<std::string> attributes_of(Value value) {
  return values::attribute_names(value);
}

std::vector<std::string> universal_names() {
  return {library::kUniversalNames.begin(), library::kUniversalNames.end()};
}

std::vector<std::string> keyword_names() {
  std::vector<std::string> names;
  for (const syntax::Keyword& keyword : syntax::kKeywords) {
    if (keyword.kind != TokenKind::kReserved) {
      names.emplace_back(keyword.text);
    }
  }
  return names;
}

Continuation continuation_of(const std::string& text) {
  if (text.ends_with("\\\n")) {
    return Continuation::kOpen;
  }
  std::vector<std::string_view> names;
  syntax::SymbolTable symbols(names);
  const auto source = std::make_shared<const Source>("", text);
  syntax::Lexer lexer(source, symbols);
  bool in_block = false;
  TokenKind last = TokenKind::kNewline;
  for (syntax::Token token = lexer.next(); token.kind != TokenKind::kEnd; token = lexer.next()) {
    if (token.kind == TokenKind::kError) {
      // Only strings of several lines go on behind the end.
      const bool open =
          token.end == text.size() && lexer.take_error().code == "unterminated-string";
      return open ? Continuation::kOpen : Continuation::kNone;
    }
    in_block = in_block || token.kind == TokenKind::kIndent;
    if (token.kind == TokenKind::kNewline && last == TokenKind::kColon) {
      in_block = true;
    }
    last = token.kind;
  }
  if (lexer.in_brackets()) {
    return Continuation::kOpen;
  }
  return in_block ? Continuation::kBlock : Continuation::kNone;
}

}  // namespace tiltc
