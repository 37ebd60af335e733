#include "values/describe.h"

#include <fmt/format.h>

#include "values/operations.h"
#include "values/quote.h"

namespace tiltc::values {
namespace {

constexpr std::size_t kLongestText = 32;  // of a string, in bytes

std::string_view article(std::string_view noun) {
  return std::string_view("aeiou").find(noun.front()) == std::string_view::npos ? "a" : "an";
}

// A long text is not shown at all: a part of a secret would not be known for one (base/scrubber.h).
std::string with_text(std::string_view type, std::string_view text) {
  if (text.size() > kLongestText) {
    return fmt::format("{} {} of {} bytes", article(type), type, text.size());
  }
  std::string quoted;
  append_quoted(quoted, text);
  return fmt::format("{} {}: {}", article(type), type, quoted);
}

// An int beyond 64 bits may have very many digits.
std::string with_number(std::string_view type, Value value) {
  const bool is_short = value.is(Kind::kFloat) || as_int64(value);
  return is_short ? fmt::format("{} {}: {}", article(type), type, repr(value))
                  : fmt::format("{} {}", article(type), type);
}

std::string with_size(std::string_view type, std::int64_t size, std::string_view element) {
  return fmt::format("{} {} of {} {}{}", article(type), type, size, element, size == 1 ? "" : "s");
}

}  // namespace

std::string describe(Value value) {
  const std::string_view type = type_name(value);
  switch (value.kind()) {
    case Kind::kNone:
      return "None";
    case Kind::kBool:
      return value.is_true() ? "True" : "False";
    case Kind::kInt:
    case Kind::kFloat:
      return with_number(type, value);
    case Kind::kString:
      return with_text(type, as<String>(value)->view());
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kSet:
      return with_size(type, length_of(value).value_or(0), "element");
    case Kind::kDict:
      return with_size(type, length_of(value).value_or(0), "key");
    case Kind::kFunction:
      return fmt::format("the function {}", *as_string(as<Function>(value)->name));
    case Kind::kBuiltin:
      return fmt::format("the builtin function {}", *as_string(as<Builtin>(value)->name));
    default:
      return fmt::format("{} {}", article(type), type);
  }
}

Diagnostic with_operands(Diagnostic diagnostic, std::initializer_list<Value> operands) {
  for (const Value operand : operands) {
    diagnostic.secondary.push_back({{}, describe(operand)});
  }
  return diagnostic;
}

}  // namespace tiltc::values
