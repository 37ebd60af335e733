#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "syntax/call_site.h"
#include "tiltc/builtin.h"
#include "values/describe.h"

namespace tiltc {

namespace {

std::string_view article(std::string_view noun) {
  return !noun.empty() && std::string_view("aeiou").find(noun.front()) != std::string_view::npos
             ? "an"
             : "a";
}

// Which argument a parameter got: an index into the positional or the named ones.
struct Given {
  enum class How { kNot, kPositional, kNamed };
  How how = How::kNot;
  std::uint32_t index = 0;
};

bool is_called(const ParameterInfo& row, std::string_view name) {
  const bool nameable =
      row.rule == ParameterRule::kRequired || row.rule == ParameterRule::kOptional;
  return nameable && (row.name == name || (!row.other_name.empty() && row.other_name == name));
}

// Which row of a table each named argument means. Made once a call; people mostly name arguments in
// the order of the table, so the search for one goes on where the last was found.
class NamedArguments {
 public:
  NamedArguments(const Call& call, std::span<const ParameterInfo> table) : table_(table) {
    TILTC_CHECK(table.size() <= kMaxRows);
    std::fill_n(by_row_.begin(), table.size(), kNone);
    std::size_t at = 0;
    for (std::uint32_t i = 0; i < call.named_count(); ++i) {
      const std::string_view name = call.name(i);
      const std::size_t found = find(name, at);
      if (found == table_.size()) {
        unknown_ = std::min(unknown_, i);
        continue;
      }
      if (by_row_[found] != kNone) {
        repeated_ = std::min(repeated_, i);
      }
      by_row_[found] = i;
      at = found + 1;
    }
  }

  std::optional<std::uint32_t> of(const ParameterInfo& row) const {
    return some(by_row_[static_cast<std::size_t>(&row - table_.data())]);
  }
  std::optional<std::uint32_t> first_unknown() const { return some(unknown_); }
  // A parameter was given by both of its names; this is the second.
  std::optional<std::uint32_t> first_repeated() const { return some(repeated_); }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  static constexpr std::size_t kMaxRows = 64;

  static std::optional<std::uint32_t> some(std::uint32_t index) {
    return index == kNone ? std::nullopt : std::optional(index);
  }

  std::size_t find(std::string_view name, std::size_t from) const {
    for (std::size_t i = from; i < table_.size(); ++i) {
      if (is_called(table_[i], name)) {
        return i;
      }
    }
    for (std::size_t i = 0; i < from; ++i) {
      if (is_called(table_[i], name)) {
        return i;
      }
    }
    return table_.size();
  }

  std::span<const ParameterInfo> table_;
  std::array<std::uint32_t, kMaxRows> by_row_;
  std::uint32_t unknown_ = kNone;
  std::uint32_t repeated_ = kNone;
};

Span span_of_argument(const Call& call, Given given) {
  switch (given.how) {
    case Given::How::kPositional:
      return call.positional_span(given.index);
    case Given::How::kNamed:
      return call.named_span(given.index);
    case Given::How::kNot:
      break;
  }
  return call.callee_span();
}

std::uint32_t positional_limit(std::span<const ParameterInfo> table) {
  std::uint32_t limit = 0;
  for (const ParameterInfo& row : table) {
    if (row.rule != ParameterRule::kRequired && row.rule != ParameterRule::kOptional) {
      break;
    }
    ++limit;
  }
  return limit;
}

bool has_rule(std::span<const ParameterInfo> table, ParameterRule rule) {
  return std::any_of(table.begin(), table.end(),
                     [rule](const ParameterInfo& row) { return row.rule == rule; });
}

void fail_unknown(const Call& call, const BuiltinInfo& info, std::uint32_t named) {
  std::vector<std::string> names;
  for (const ParameterInfo& row : info.parameters(info)) {
    if (!row.name.empty()) {
      names.emplace_back(row.name);
    }
  }
  const std::vector<std::string> near = closest_names(call.name(named), names);
  Diagnostic diagnostic =
      error("unknown-parameter",
            fmt::format("{} has no parameter `{}`", info.name, call.name(named)))
          .at(call.name_span(named),
              near.empty() ? "" : fmt::format("did you mean `{}`?", near.front()));
  if (near.empty() && !names.empty()) {
    diagnostic.note(fmt::format("its parameters are {}", join(names, ", ")));
  } else if (names.empty()) {
    diagnostic.note(fmt::format("{} takes no arguments", info.name));
  }
  call.fail(std::move(diagnostic));
}

void fail_too_many(const Call& call, const BuiltinInfo& info, std::uint32_t limit) {
  call.fail(error("too-many-arguments",
                  fmt::format("{} takes at most {} positional argument{}, got {}", info.name, limit,
                              limit == 1 ? "" : "s", call.positional_count()))
                .at(call.positional_span(limit), "one too many")
                .note("its signature is " + signature(info)));
}

void fail_missing(const Call& call, const BuiltinInfo& info, const ParameterInfo& row) {
  call.fail(
      error("missing-argument", fmt::format("{} needs an argument for `{}`", info.name, row.name))
          .at(call.callee_span())
          .note(fmt::format("`{}`: {}", row.name, row.doc))
          .with_help("its signature is " + signature(info)));
}

void fail_wrong(const Call& call, const BuiltinInfo& info, const ParameterInfo& row, Given given,
                Value value, const std::string& problem) {
  const std::string_view got = type_name(value);
  Diagnostic diagnostic = error("wrong-type", "");
  if (problem.empty()) {
    diagnostic.message =
        fmt::format("`{}` of {} wants {}, got {}", row.name, info.name, row.type(), got);
    diagnostic.at(span_of_argument(call, given), "this is " + values::describe(value));
  } else {
    diagnostic.message = fmt::format("`{}` of {}: {}", row.name, info.name, problem);
    const auto element = element_of_problem(problem);
    const Span argument = span_of_argument(call, given);
    diagnostic.at(element ? syntax::element_in_text(argument, *element) : argument);
  }
  call.fail(std::move(diagnostic));
}

void fail_twice(const Call& call, const BuiltinInfo& info, const ParameterInfo& row,
                std::uint32_t again, Label first) {
  call.fail(error("argument-given-twice",
                  fmt::format("{} got two arguments for `{}`", info.name, row.name))
                .at(call.name_span(again), "given again")
                .also(std::move(first.span), std::move(first.text)));
}

Given find_argument(const Call& call, const NamedArguments& names, const ParameterInfo& row,
                    std::uint32_t position) {
  if (position < call.positional_count()) {
    return {Given::How::kPositional, position};
  }
  if (const auto named = names.of(row)) {
    return {Given::How::kNamed, *named};
  }
  return {};
}

bool bind_one(const Call& call, const BuiltinInfo& info, const ParameterInfo& row, Given given,
              const NamedArguments& names, void* arguments) {
  if (given.how == Given::How::kNot) {
    if (row.rule == ParameterRule::kRequired) {
      fail_missing(call, info, row);
      return false;
    }
    return true;
  }
  if (given.how == Given::How::kPositional) {
    if (const auto again = names.of(row)) {
      fail_twice(call, info, row, *again,
                 {call.positional_span(given.index), "first given by position"});
      return false;
    }
  }
  const Value value =
      given.how == Given::How::kPositional ? call.positional(given.index) : call.named(given.index);
  std::string problem;
  if (!row.set(arguments, value, problem)) {
    fail_wrong(call, info, row, given, value, problem);
    return false;
  }
  return true;
}

bool has_parameter(std::span<const ParameterInfo> table, std::string_view name) {
  return std::any_of(table.begin(), table.end(),
                     [&](const ParameterInfo& row) { return is_called(row, name); });
}

// Names that no row has, or that give one row two values.
bool names_are_right(const Call& call, const BuiltinInfo& info,
                     std::span<const ParameterInfo> table, const NamedArguments& names) {
  const std::optional<std::uint32_t> unknown = names.first_unknown();
  if (unknown && !has_rule(table, ParameterRule::kRestNamed)) {
    fail_unknown(call, info, *unknown);
    return false;
  }
  if (const std::optional<std::uint32_t> again = names.first_repeated()) {
    const auto row = std::find_if(table.begin(), table.end(), [&](const ParameterInfo& one) {
      return is_called(one, call.name(*again));
    });
    fail_twice(call, info, *row, *again, {call.callee_span(), "it is given by both of its names"});
    return false;
  }
  return true;
}

void bind_rest(const Call& call, std::span<const ParameterInfo> table, const ParameterInfo& row,
               std::uint32_t limit, void* arguments) {
  if (row.rule == ParameterRule::kRest) {
    auto& members = *static_cast<std::vector<Value>*>(row.rest(arguments));
    for (std::uint32_t i = limit; i < call.positional_count(); ++i) {
      members.push_back(call.positional(i));
    }
    return;
  }
  auto& members = *static_cast<NamedValues*>(row.rest(arguments));
  for (std::uint32_t i = 0; i < call.named_count(); ++i) {
    if (!has_parameter(table, call.name(i))) {
      members.emplace_back(call.name(i), call.named(i));
    }
  }
}

}  // namespace

bool bind_arguments(const Call& call, const BuiltinInfo& info, void* arguments) {
  const std::span<const ParameterInfo> table = info.parameters(info);
  const std::uint32_t limit = positional_limit(table);
  if (call.positional_count() > limit && !has_rule(table, ParameterRule::kRest)) {
    fail_too_many(call, info, limit);
    return false;
  }
  const NamedArguments names(call, table);
  if (!names_are_right(call, info, table, names)) {
    return false;
  }
  std::uint32_t position = 0;
  bool by_position = true;
  for (const ParameterInfo& row : table) {
    switch (row.rule) {
      case ParameterRule::kNamedOnly:
        by_position = false;
        break;
      case ParameterRule::kRest:
        by_position = false;
        [[fallthrough]];
      case ParameterRule::kRestNamed:
        bind_rest(call, table, row, limit, arguments);
        break;
      default: {
        const std::uint32_t at = by_position ? position++ : UINT32_MAX;
        if (!bind_one(call, info, row, find_argument(call, names, row, at), names, arguments)) {
          return false;
        }
      }
    }
  }
  return true;
}

namespace {

Given given_for(const Call& call, const BuiltinInfo& info, std::string_view parameter) {
  std::uint32_t position = 0;
  bool by_position = true;
  const NamedArguments names(call, info.parameters(info));
  for (const ParameterInfo& row : info.parameters(info)) {
    if (row.rule != ParameterRule::kRequired && row.rule != ParameterRule::kOptional) {
      by_position = false;
      continue;
    }
    const std::uint32_t at = by_position ? position++ : UINT32_MAX;
    if (row.name == parameter) {
      return find_argument(call, names, row, at);
    }
  }
  return {};
}

}  // namespace

Span BuiltinCall::span_of(std::string_view parameter) const {
  return span_of_argument(call_, given_for(call_, info_, parameter));
}

bool BuiltinCall::was_given(std::string_view parameter) const {
  return given_for(call_, info_, parameter).how != Given::How::kNot;
}

bool Convert<std::string>::from(Value value, std::string& out, std::string&) {
  if (!value.is(Kind::kString)) {
    return false;
  }
  out = *as_string(value);
  return true;
}

std::string Convert<std::string>::show(const std::string& text) {
  return json_quote(text);
}

bool Convert<bool>::from(Value value, bool& out, std::string&) {
  if (!value.is_bool()) {
    return false;
  }
  out = value.is_true();
  return true;
}

bool Convert<std::int64_t>::from(Value value, std::int64_t& out, std::string& problem) {
  if (!value.is(Kind::kInt)) {
    return false;
  }
  const std::optional<std::int64_t> number = as_int64(value);
  if (!number) {
    problem = "the number does not fit 64 bits";
    return false;
  }
  out = *number;
  return true;
}

std::string element_problem(std::size_t index, Value element, std::string_view wanted,
                            std::string_view problem) {
  if (!problem.empty()) {
    return fmt::format("element {}: {}", index, problem);
  }
  const std::string_view got = type_name(element);
  return fmt::format("element {} is {} {}, want {}", index, article(got), got, wanted);
}

std::optional<std::size_t> element_of_problem(std::string_view problem) {
  constexpr std::string_view kWord = "element ";
  std::size_t index = 0;
  if (!problem.starts_with(kWord)) {
    return std::nullopt;
  }
  const char* begin = problem.data() + kWord.size();
  const auto [end, failure] = std::from_chars(begin, problem.data() + problem.size(), index);
  return failure == std::errc() && end != begin ? std::optional(index) : std::nullopt;
}

}  // namespace tiltc
