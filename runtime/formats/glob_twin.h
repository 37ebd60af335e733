#pragma once

#include <string_view>

namespace tiltc {

// The plain twin of Glob for tests: `*`, `?` and `**` by backtracking, all else literal. Takes
// exponential time, so both arguments have to be short.
inline bool twin_matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) {
    return text.empty();
  }
  if (pattern.starts_with("**")) {
    const auto rest = pattern.substr(pattern.starts_with("**/") ? 3 : 2);
    if (rest.empty() || twin_matches(rest, text)) {
      return true;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '/' && twin_matches(rest, text.substr(i + 1))) {
        return true;
      }
    }
    return false;
  }
  if (pattern.front() == '*') {
    return twin_matches(pattern.substr(1), text) ||
           (!text.empty() && text.front() != '/' && twin_matches(pattern, text.substr(1)));
  }
  const bool same = !text.empty() && (pattern.front() == '?' ? text.front() != '/'
                                                             : pattern.front() == text.front());
  return same && twin_matches(pattern.substr(1), text.substr(1));
}

// Whether the pattern matches the path or a directory above it.
inline bool twin_covers(std::string_view pattern, std::string_view path) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '/' && twin_matches(pattern, path.substr(0, i))) {
      return true;
    }
  }
  return twin_matches(pattern, path);
}

}  // namespace tiltc
