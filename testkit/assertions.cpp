#include "assertions.h"

#include <fmt/format.h>

#include <array>

#include "base/render.h"
#include "difference.h"
#include "pattern.h"
#include "tiltc/builtin.h"
#include "tiltc/operators.h"

namespace tiltc::testkit {

namespace {

void failed(Assertions& assertions, const BuiltinCall& call, std::string message,
            const std::vector<std::string>& notes = {}) {
  Diagnostic diagnostic =
      error("assertion-failed", fmt::format("{}: {}", call.info().name, message)).at(call.span());
  for (const std::string& line : notes) {
    diagnostic.note(line);
  }
  diagnostic.stack = assertions.engine().stack();
  assertions.report(std::move(diagnostic));
}

// In the functions below, failure() is the operator's own (values that cannot be ordered, say): an
// error of the program, which ends it.

struct PairArguments {
  Value x;
  Value y;
};

Result<Value> eq(Assertions& assertions, const BuiltinCall& call, const PairArguments& arguments) {
  const Value same = equal(call.call(), arguments.x, arguments.y);
  if (same.is_failure()) {
    return same;
  }
  if (same.is_false() && !nearly_equal(call.call(), arguments.x, arguments.y)) {
    failed(assertions, call,
           fmt::format("{} != {}", short_repr(arguments.x), short_repr(arguments.y)),
           differences(call.call(), arguments.x, arguments.y));
  }
  return Value::none();
}

Result<Value> ne(Assertions& assertions, const BuiltinCall& call, const PairArguments& arguments) {
  const Value same = equal(call.call(), arguments.x, arguments.y);
  if (same.is_true()) {
    failed(assertions, call,
           fmt::format("{} == {}", short_repr(arguments.x), short_repr(arguments.y)));
  }
  return same.is_failure() ? same : Value::none();
}

Result<Value> lt(Assertions& assertions, const BuiltinCall& call, const PairArguments& arguments) {
  const Value ordered = less(call.call(), arguments.x, arguments.y);
  if (ordered.is_false()) {
    failed(assertions, call,
           fmt::format("{} is not less than {}", short_repr(arguments.x), short_repr(arguments.y)));
  }
  return ordered.is_failure() ? ordered : Value::none();
}

Result<Value> contains_assertion(Assertions& assertions, const BuiltinCall& call,
                                 const PairArguments& arguments) {
  const Value inside = contains(call.call(), arguments.x, arguments.y);
  if (inside.is_false()) {
    failed(assertions, call,
           fmt::format("{} does not contain {}", short_repr(arguments.x), short_repr(arguments.y)));
  }
  return inside.is_failure() ? inside : Value::none();
}

struct TrueArguments {
  Value cond;
  std::optional<std::string> msg;
};

Result<Done> true_assertion(Assertions& assertions, const BuiltinCall& call,
                            const TrueArguments& arguments) {
  if (!truth(arguments.cond)) {
    failed(assertions, call,
           arguments.msg.value_or(fmt::format("{} is not true", short_repr(arguments.cond))));
  }
  return Done{};
}

struct FailArguments {
  Value msg;
};

Result<Done> fail(Assertions& assertions, const BuiltinCall& call, const FailArguments& arguments) {
  failed(assertions, call, str(arguments.msg));
  return Done{};
}

struct FailsArguments {
  Value fn;
  std::string pattern;
};

Result<Done> fails(Assertions& assertions, const BuiltinCall& call,
                   const FailsArguments& arguments) {
  Result<Pattern> pattern = Pattern::parse(arguments.pattern);
  if (!pattern.ok()) {
    return std::move(pattern.error().diagnostic().at(call.span_of("pattern")));
  }
  Result<Value> result = assertions.engine().call(arguments.fn, {});
  if (result.ok()) {
    failed(assertions, call,
           fmt::format("the call did not fail; it returned {}", short_repr(*result)));
    return Done{};
  }
  if (is_limit(result.error().diagnostic())) {
    return std::move(result).error();
  }
  const std::string text = summary(result.error().diagnostic());
  if (!pattern->is_found_in(text)) {
    failed(assertions, call, fmt::format("the error does not match {}", arguments.pattern),
           {"the error is: " + text});
  }
  return Done{};
}

constexpr Builtin kEq{"assert.eq",
                      "Checks that x == y; floats may differ by one unit in the last place.", eq,
                      required<&PairArguments::x>("x", "A value."),
                      required<&PairArguments::y>("y", "What it should be.")};
constexpr Builtin kNe{"assert.ne", "Checks that x != y.", ne,
                      required<&PairArguments::x>("x", "A value."),
                      required<&PairArguments::y>("y", "What it should not be.")};
constexpr Builtin kLt{"assert.lt", "Checks that x < y.", lt,
                      required<&PairArguments::x>("x", "A value."),
                      required<&PairArguments::y>("y", "What it should be less than.")};
constexpr Builtin kContains{"assert.contains", "Checks that y is in x.", contains_assertion,
                            required<&PairArguments::x>("x", "A container, or a string."),
                            required<&PairArguments::y>("y", "An element, key or substring.")};
constexpr Builtin kTrue{"assert.true", "Checks that the condition is true.", true_assertion,
                        required<&TrueArguments::cond>("cond", "Any value."),
                        optional<&TrueArguments::msg>("msg", "What to say when it is not.")};
constexpr Builtin kFail{"assert.fail", "Fails.", fail,
                        required<&FailArguments::msg>("msg", "What to say.")};
constexpr Builtin kFails{
    "assert.fails", "Checks that calling fn() ends in an error.", fails,
    required<&FailsArguments::fn>("fn", "A function without parameters."),
    required<&FailsArguments::pattern>("pattern",
                                       "A regular expression (RE2) that is found in "
                                       "the error's message.")};

constexpr std::array kEntries{entry<kEq>,       entry<kNe>,    entry<kTrue>, entry<kLt>,
                              entry<kContains>, entry<kFails>, entry<kFail>};

}  // namespace

void Assertions::predeclare() {
  Predeclaration names(engine_);
  names.add(kEntries, *this);
  names.install();
}

}  // namespace tiltc::testkit
