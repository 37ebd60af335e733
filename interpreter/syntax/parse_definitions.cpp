#include <fmt/format.h>

#include <algorithm>

#include "syntax/characters.h"
#include "syntax/literals.h"
#include "syntax/parser.h"

// def, lambda, and load.
namespace tiltc::syntax {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && is(text.front(), kIdentifierStart) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is(c, kIdentifierPart); });
}

}  // namespace

NodeId Parser::def_statement() {
  const std::uint32_t begin = token_.begin;
  advance();
  Function function;
  function.begin = begin;
  if (!at(TokenKind::kName)) {
    fail(unexpected("the function's name"));
    return error_statement(begin);
  }
  function.name = SymbolId{token_.value};
  const std::uint32_t anchor = token_.begin;
  advance();
  const Token opener = token_;
  expect(TokenKind::kLeftParen, "after the function's name");
  parameters(function, TokenKind::kRightParen, &opener);
  if (at(TokenKind::kMinus)) {
    result_annotation();
  }
  const FunctionBody body_scope(*this);
  function.body = block("the function's head");
  function.doc = panicking_ ? std::string() : doc_of(function.body);
  function.end = previous_end_;
  tree_.functions.push_back(std::move(function));
  return add({.kind = NodeKind::kDef,
              .begin = begin,
              .end = previous_end_,
              .anchor = anchor,
              .a = static_cast<std::uint32_t>(tree_.functions.size() - 1)});
}

NodeId Parser::lambda(Conditionals conditionals) {
  const Nested nested(*this);
  const std::uint32_t begin = token_.begin;
  advance();
  Function function;
  function.begin = begin;
  function.is_lambda = true;
  function.name = symbols_.intern("lambda", hash_name("lambda"));
  parameters(function, TokenKind::kColon, nullptr);
  const FunctionBody body_scope(*this);
  function.body = conditionals == Conditionals::kAllowed ? test() : condition_test();
  function.end = previous_end_;
  tree_.functions.push_back(std::move(function));
  return composite({.kind = NodeKind::kLambda,
                    .begin = begin,
                    .end = previous_end_,
                    .anchor = begin,
                    .a = static_cast<std::uint32_t>(tree_.functions.size() - 1)},
                   height_);
}

// Parameters and the token that closes them.
void Parser::parameters(Function& function, TokenKind closer, const Token* opener) {
  while (!at(closer) && !panicking_) {
    function.parameters.push_back(parameter());
    if (at(TokenKind::kColon) && closer != TokenKind::kColon) {
      parameter_annotation(function.parameters.back());
    }
    if (!accept(TokenKind::kComma)) {
      break;
    }
  }
  if (opener != nullptr) {
    expect_close(closer, *opener);
  } else if (!at(closer) && !panicking_) {
    fail(unexpected("`:` after the parameters of the lambda"));
  } else {
    accept(closer);
  }
  check_parameters(function);
}

Parameter Parser::parameter() {
  Parameter parameter;
  parameter.begin = token_.begin;
  if (accept(TokenKind::kStarStar)) {
    parameter.kind = ParameterKind::kKwargs;
  } else if (accept(TokenKind::kStar)) {
    parameter.kind = at(TokenKind::kName) ? ParameterKind::kArgs : ParameterKind::kBareStar;
  }
  if (parameter.kind != ParameterKind::kBareStar) {
    parameter.name = SymbolId{token_.value};
    if (!at(TokenKind::kName)) {
      Diagnostic diagnostic = unexpected("a parameter's name");
      if (at(TokenKind::kSlash)) {
        diagnostic.note("Starlark has no positional-only parameters");
      }
      fail(std::move(diagnostic));
    }
    advance();
  }
  parameter.end = previous_end_;
  default_value(parameter);
  return parameter;
}

void Parser::default_value(Parameter& parameter) {
  if (parameter.kind == ParameterKind::kPlain && accept(TokenKind::kEqual)) {
    parameter.default_value = test();
  }
}

namespace {

// The rules of order among the parameters of one function, one parameter at a time.
struct ParameterOrder {
  bool optional = false;
  bool star = false;
  bool star_star = false;
  bool named_after_star = false;

  // What is wrong with `next` coming now; empty when nothing is.
  std::string_view take(const Parameter& next) {
    if (star_star) {
      return "no parameter may follow `**`";
    }
    switch (next.kind) {
      case ParameterKind::kKwargs:
        star_star = true;
        return {};
      case ParameterKind::kArgs:
      case ParameterKind::kBareStar:
        return std::exchange(star, true) ? "a function has only one `*`" : "";
      case ParameterKind::kPlain:
        return take_plain(next);
    }
    return {};
  }

  std::string_view take_plain(const Parameter& next) {
    named_after_star |= star;
    if (next.default_value != kNoNode) {
      optional = true;
      return {};
    }
    return optional && !star ? "a required parameter may not follow an optional one" : "";
  }
};

}  // namespace

void Parser::check_parameters(const Function& function) {
  ParameterOrder order;
  const std::uint32_t list = next_list();
  for (const Parameter& parameter : function.parameters) {
    if (const std::string_view wrong = order.take(parameter); !wrong.empty()) {
      report(error("parameter-order", std::string(wrong)).at(span(parameter.begin, parameter.end)));
    }
    const bool named = parameter.kind != ParameterKind::kBareStar;
    if (named && !panicking_ && seen_before(parameter.name, list)) {
      report(error("duplicate-parameter",
                   fmt::format("parameter `{}` appears twice", tree_.name(parameter.name)))
                 .at(span(parameter.begin, parameter.end)));
    }
  }
  for (const Parameter& parameter : function.parameters) {
    if (parameter.kind == ParameterKind::kBareStar && !order.named_after_star) {
      report(error("parameter-order", "a bare `*` needs a parameter after it")
                 .at(span(parameter.begin, parameter.end)));
    }
  }
}

// Each list of names gets a number; a name that carries the number of its own list was there
// before.
std::uint32_t Parser::next_list() {
  seen_.resize(tree_.symbols.size());
  return ++lists_seen_;
}

bool Parser::seen_before(SymbolId name, std::uint32_t list) {
  return std::exchange(seen_[static_cast<std::uint32_t>(name)], list) == list;
}

std::string Parser::doc_of(NodeId body) const {
  const Node& block = tree_[body];
  if (block.b == 0) {
    return {};
  }
  const Node& first = tree_[tree_.children[block.a]];
  if (first.kind != NodeKind::kExpressionStatement) {
    return {};
  }
  const Node& value = tree_[NodeId{first.a}];
  return value.kind == NodeKind::kString ? std::string(tree_.strings[value.a]) : std::string();
}

// load("module", "name", local = "name")
NodeId Parser::load_statement() {
  const std::uint32_t begin = token_.begin;
  advance();
  const Token opener = token_;
  expect(TokenKind::kLeftParen, "after `load`");
  Load load;
  if (!load_module(load)) {
    return error_statement(begin);
  }
  while (accept(TokenKind::kComma) && !at(TokenKind::kRightParen)) {
    if (!load_name(load)) {
      break;
    }
  }
  expect_close(TokenKind::kRightParen, opener);
  if (load.names.empty()) {
    report(error("empty-load", "this load names nothing to take from the file")
               .at(span(begin, previous_end_))
               .with_help("name what you need: load(\"path\", \"name\")"));
  }
  tree_.loads.push_back(std::move(load));
  return add({.kind = NodeKind::kLoad,
              .begin = begin,
              .end = previous_end_,
              .anchor = begin,
              .a = static_cast<std::uint32_t>(tree_.loads.size() - 1)});
}

bool Parser::load_module(Load& load) {
  if (!at(TokenKind::kString)) {
    fail(unexpected("the file's path as a string"));
    return false;
  }
  std::optional<Diagnostic> problem;
  load.module = std::string(decode_string(tree_.source, token_, tree_.decoded, problem));
  if (problem) {
    report(std::move(*problem));
  }
  load.begin = token_.begin;
  load.end = token_.end;
  advance();
  return true;
}

bool Parser::load_name(Load& load) {
  LoadedName name;
  name.begin = token_.begin;
  std::optional<SymbolId> local;
  if (at(TokenKind::kName)) {
    local = SymbolId{token_.value};
    advance();
    expect(TokenKind::kEqual, "after the local name");
  }
  if (!at(TokenKind::kString)) {
    fail(unexpected("the name of a global as a string"));
    return false;
  }
  loaded_string(name);
  name.end = previous_end_;
  name.local = local.value_or(symbols_.intern(loaded_, hash_name(loaded_)));
  load.names.push_back(std::move(name));
  return true;
}

// The string is the name itself, written plainly, so that it is a part of the source.
void Parser::loaded_string(LoadedName& name) {
  const Token token = token_;
  advance();
  const std::uint32_t quotes = (token.value & kTriple) != 0 ? 3 : 1;
  const std::uint32_t prefix = (token.value >> kPrefixLengthShift) + quotes;
  loaded_ = text(token).substr(prefix, token.end - token.begin - prefix - quotes);
  name.original = loaded_;
  const Span place = span(token.begin, token.end);
  if (!is_name(loaded_)) {
    report(error("invalid-load-name", fmt::format("`{}` is not a name", loaded_)).at(place));
  } else if (loaded_.front() == '_') {
    report(error("private-name", fmt::format("`{}` is private to its file", loaded_))
               .at(place)
               .note("names that begin with an underscore cannot be loaded"));
  }
}

}  // namespace tiltc::syntax
