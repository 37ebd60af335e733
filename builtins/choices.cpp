#include "choices.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace tiltc::builtins {

Status check_choice(const BuiltinCall& call, std::string_view parameter, const std::string& value,
                    const std::vector<std::string>& choices) {
  if (value.empty() || std::find(choices.begin(), choices.end(), value) != choices.end()) {
    return Done{};
  }
  return error("unknown-choice",
               fmt::format("`{}` of {} is {}", parameter, call.info().name, json_quote(value)))
      .at(call.span_of(parameter))
      .note("it is one of " + join(choices, ", "));
}

namespace {

// A Kubernetes label's name part: letters, digits, `-`, `_`, `.`, at most 63, none of these three
// outside.
bool is_label(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && text.size() <= 63 && is_letter(text.front()) && is_letter(text.back()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || c == '-' || c == '_' || c == '.'; });
}

}  // namespace

Status check_resource_name(const BuiltinCall& call, const std::string& name) {
  if (name.empty() || name == "." || name == ".." ||
      name.find_first_of("/%") != std::string::npos) {
    return error("bad-resource-name", fmt::format("{} is no name for a resource", json_quote(name)))
        .at(call.span_of("name"))
        .note("a name is not empty, not `.` or `..`, and holds neither `/` nor `%`");
  }
  return Done{};
}

Status check_labels(const BuiltinCall& call, const Strings& labels) {
  for (const std::string& label : labels.values) {
    if (!is_label(label)) {
      return error("bad-label", fmt::format("{} is no label", json_quote(label)))
          .at(call.span_of("labels"))
          .note(
              "a label has up to 63 letters, digits, `-`, `_` and `.`, and begins and ends with a "
              "letter "
              "or digit");
    }
  }
  return Done{};
}

}  // namespace tiltc::builtins
