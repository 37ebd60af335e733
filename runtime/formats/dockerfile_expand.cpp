#include "dockerfile_expand.h"

#include <algorithm>

namespace tiltc {
namespace {

constexpr std::size_t kLongestResult = 4096;  // also ends ARGs that double each other
constexpr int kMaxNesting = 32;               // of `${A:-${B:-…}}`

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Recursive descent over one word, each byte looked at once.
class Expander {
 public:
  Expander(std::string_view word, char escape, const VariableLookup& lookup)
      : rest_(word), escape_(escape), lookup_(lookup) {}

  std::optional<std::string> expand() {
    std::string result;
    const bool told = take_text(result, '\0', 0);
    return told ? std::optional(std::move(result)) : std::nullopt;
  }

 private:
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  bool take_text(std::string& out, char end, int nesting);
  bool take_one(std::string& out, int nesting);
  bool take_double_quoted(std::string& out, int nesting);
  bool take_single_quoted(std::string& out);
  bool take_variable(std::string& out, int nesting);
  bool take_braced(std::string& out, int nesting);
  bool take_alternative(std::string& out, const VariableValue& value, int nesting);
  bool put(std::string& out, const VariableValue& value) const;
  std::string_view take_name();

  std::string_view rest_;
  char escape_;
  const VariableLookup& lookup_;
};

// Up to `end`, which is taken as well; `\0` is the end of the word.
bool Expander::take_text(std::string& out, char end, int nesting) {
  while (!rest_.empty()) {
    if (end != '\0' && rest_.front() == end) {
      take();
      return true;
    }
    if (!take_one(out, nesting) || out.size() > kLongestResult) {
      return false;
    }
  }
  return end == '\0';
}

bool Expander::take_one(std::string& out, int nesting) {
  const char c = take();
  if (c == '\'') {
    return take_single_quoted(out);
  }
  if (c == '"') {
    return take_double_quoted(out, nesting);
  }
  if (c == '$') {
    return take_variable(out, nesting);
  }
  const bool is_escape = c == escape_ && !rest_.empty();
  out += is_escape ? take() : c;
  return true;
}

bool Expander::take_single_quoted(std::string& out) {
  const auto end = rest_.find('\'');
  if (end == std::string_view::npos) {
    return false;
  }
  out += rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  return true;
}

bool Expander::take_double_quoted(std::string& out, int nesting) {
  while (!rest_.empty() && out.size() <= kLongestResult) {
    const char c = take();
    if (c == '"') {
      return true;
    }
    if (c == '$') {
      if (!take_variable(out, nesting)) {
        return false;
      }
      continue;
    }
    const bool is_escape =
        c == escape_ && !rest_.empty() &&
        (rest_.front() == '"' || rest_.front() == '$' || rest_.front() == escape_);
    out += is_escape ? take() : c;
  }
  return false;
}

std::string_view Expander::take_name() {
  const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_name_character);
  const std::string_view name = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
  rest_.remove_prefix(name.size());
  return name;
}

bool Expander::put(std::string& out, const VariableValue& value) const {
  out += value.text;
  return value.state != VariableValue::State::kUnknown;
}

// The `$` is taken. One that no name follows stands for itself.
bool Expander::take_variable(std::string& out, int nesting) {
  if (rest_.starts_with('{')) {
    take();
    return nesting < kMaxNesting && take_braced(out, nesting + 1);
  }
  const std::string_view name = take_name();
  if (name.empty()) {
    out += '$';
    return true;
  }
  return put(out, lookup_(name));
}

bool Expander::take_braced(std::string& out, int nesting) {
  const std::string_view name = take_name();
  if (name.empty() || rest_.empty()) {
    return false;
  }
  VariableValue value = lookup_(name);
  if (rest_.front() == '}') {
    take();
    return put(out, value);
  }
  if (rest_.front() == ':') {
    take();
    if (value.state == VariableValue::State::kSet && value.text.empty()) {
      value.state = VariableValue::State::kUnset;  // the colon makes empty count as unset
    }
  }
  return !rest_.empty() && take_alternative(out, value, nesting);
}

// `-other}`, `+other}` or `?message}`
bool Expander::take_alternative(std::string& out, const VariableValue& value, int nesting) {
  const char form = take();
  std::string other;
  const bool told = take_text(other, '}', nesting);
  const bool is_set = value.state == VariableValue::State::kSet;
  if (value.state == VariableValue::State::kUnknown) {
    return false;
  }
  if ((form == '-' || form == '?') && is_set) {
    return put(out, value);
  }
  if ((form == '-' && !is_set) || (form == '+' && is_set)) {
    out += other;
    return told;
  }
  return form == '+';
}

}  // namespace

std::optional<std::string> expand_word(std::string_view word, char escape,
                                       const VariableLookup& lookup) {
  return Expander(word, escape, lookup).expand();
}

}  // namespace tiltc
