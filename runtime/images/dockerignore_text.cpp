#include "dockerignore_text.h"

#include <algorithm>

namespace tiltc::images {
namespace {

// Of joined sources the last match decides, so an exception may only stand before all that must not
// be touched by it.
std::string joined(const std::vector<IgnoreSource>& sources) {
  std::string text;
  const auto append = [&text](const IgnoreSource& source) {
    for (const auto& line : source.lines) {
      text += line + "\n";
    }
  };
  for (const auto& source : sources) {
    if (source.has_exceptions) {
      append(source);
    }
  }
  for (const auto& source : sources) {
    if (!source.has_exceptions) {
      append(source);
    }
  }
  return text;
}

Result<std::string> listed(const std::string& root, const CombinedIgnore& ignore) {
  std::string text;
  ContextWalk walk(root, ignore);
  walk.on_ignored([&text](const std::string& path) { text += literal_line(path) + "\n"; });
  while (true) {
    const auto entry = walk.next();
    if (!entry.ok()) {
      return entry.error().diagnostic();
    }
    if (!entry->has_value()) {
      return text;
    }
  }
}

}  // namespace

std::string literal_line(const std::string& path) {
  // The slash is cut by whoever reads it; before it, neither `!` nor `#` would be themselves.
  std::string line = "/";
  for (const char c : path) {
    if (c == '*' || c == '?' || c == '[' || c == '\\') {
      line += '\\';
    }
    line += c;
  }
  return line;
}

Result<std::string> dockerignore_text(const std::string& root, const ContextRules& rules) {
  const auto exceptions =
      std::count_if(rules.sources.begin(), rules.sources.end(),
                    [](const IgnoreSource& source) { return source.has_exceptions; });
  return exceptions <= 1 ? Result<std::string>(joined(rules.sources)) : listed(root, rules.ignore);
}

}  // namespace tiltc::images
