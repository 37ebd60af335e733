#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tiltc {

// The value of a variable. kUnset when there is none; kUnknown when only the builder knows it.
struct VariableValue {
  enum class State { kSet, kUnset, kUnknown };
  State state = State::kUnset;
  std::string text;
};

using VariableLookup = std::function<VariableValue(std::string_view name)>;

// A word of a Dockerfile with quotes removed and `$A`, `${A}`, `${A:-other}`, `${A:+other}` and the
// forms without colon replaced. Nothing when the value can't be told: an unknown variable, a form
// that is not among these, or a result longer than any image reference.
std::optional<std::string> expand_word(std::string_view word, char escape,
                                       const VariableLookup& lookup);

}  // namespace tiltc
