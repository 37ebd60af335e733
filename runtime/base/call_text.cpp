#include "base/call_text.h"

#include <algorithm>
#include <string>

namespace tiltc {
namespace {

std::size_t end_of_string(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  std::size_t at = begin + 1;
  while (at < text.size() && text[at] != quote && text[at] != '\n') {
    at += text[at] == '\\' ? 2 : 1;
  }
  return std::min(at + 1, text.size());
}

// Behind the bracket that closes the first one; the end of the text when none does.
std::size_t end_of_call(std::string_view text, std::size_t begin) {
  std::size_t depth = 0;
  for (std::size_t at = begin; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = end_of_string(text, at) - 1;
    } else if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if ((c == ')' || c == ']' || c == '}') && --depth == 0) {
      return at + 1;
    }
  }
  return text.size();
}

// Where the call names the parameter; its begin when it does not.
std::size_t begin_of_argument(std::string_view call, std::string_view parameter) {
  if (parameter.empty()) {
    return 0;
  }
  for (std::size_t at = call.find(parameter); at != std::string_view::npos;
       at = call.find(parameter, at + 1)) {
    const std::size_t behind = call.find_first_not_of(" \t\n", at + parameter.size());
    if (behind != std::string_view::npos && call[behind] == '=' && call[at - 1] != '"' &&
        call[at - 1] != '\'') {
      return behind;
    }
  }
  return 0;
}

}  // namespace

Span literal_in_call(const Span& callee, std::string_view parameter, std::string_view value) {
  if (!callee) {
    return callee;
  }
  const std::string_view text = callee.source->text();
  const std::size_t open = text.find('(', callee.end);
  if (open == std::string_view::npos) {
    return callee;
  }
  const std::string_view call = text.substr(open, end_of_call(text, open) - open);
  const std::size_t from = begin_of_argument(call, parameter);
  std::size_t found = std::string_view::npos;
  for (const char quote : {'"', '\''}) {
    const std::string literal = quote + std::string(value) + quote;
    found = std::min(found, call.find(literal, from));
  }
  if (found == std::string_view::npos) {
    return callee;
  }
  const auto begin = static_cast<std::uint32_t>(open + found);
  return {callee.source, begin, begin + static_cast<std::uint32_t>(value.size() + 2)};
}

}  // namespace tiltc
