#include "formats/ignore.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/path.h"
#include "base/text.h"
#include "glob.h"
#include "quoting.h"

namespace tiltc {

// A pattern `../../x` has climbs 2 and the glob `x`.
struct IgnorePattern {
  bool includes = false;  // `!`
  std::size_t climbs = 0;
  Glob glob;
};

namespace {

using PatternPtr = std::shared_ptr<const IgnorePattern>;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view without_slashes_before(std::string_view path) {
  return path.starts_with('/') ? path.substr(1) : path;
}

// Takes the leading `..` off a clean path.
std::size_t take_climbs(std::string_view& path) {
  std::size_t climbs = 0;
  for (; path == ".." || path.starts_with("../"); ++climbs) {
    path.remove_prefix(std::min<std::size_t>(path.size(), 3));
  }
  return climbs;
}

// The last `count` directories of `root` up to `above` levels above it: ("/a/b/c", 2, 1) is "b".
std::string directories_between(std::string_view root, std::size_t count, std::size_t above) {
  std::vector<std::string> parts = split(without_slashes_before(root), '/');
  parts.resize(parts.size() - std::min(parts.size(), above));
  const std::size_t wanted = std::min(parts.size(), count - above);
  return join(std::span(parts).last(wanted), "/");
}

// The path as the pattern's own starting directory sees it; nothing when it isn't below that.
std::optional<std::string> seen_by(const IgnorePattern& pattern, std::string_view root,
                                   std::string_view path) {
  const std::size_t climbs = take_climbs(path);
  if (climbs > pattern.climbs) {
    return std::nullopt;
  }
  std::string seen = directories_between(root, pattern.climbs, climbs);
  if (!seen.empty() && !path.empty()) {
    seen += '/';
  }
  return seen.append(path);
}

bool covers(const IgnorePattern& pattern, std::string_view root, std::string_view path) {
  if (pattern.climbs == 0) {
    return path != ".." && !path.starts_with("../") && pattern.glob.covers(path);
  }
  const auto seen = seen_by(pattern, root, path);
  return seen && pattern.glob.covers(*seen);
}

bool may_cover_below(const IgnorePattern& pattern, std::string_view root, std::string_view path) {
  const auto seen = seen_by(pattern, root, path);
  // A directory above the pattern's start contains everything that the pattern may match.
  return !seen || pattern.glob.may_cover_below(*seen);
}

bool is_root(std::string_view path) {
  return path.empty() || path == ".";
}

Result<PatternPtr> compiled(std::string_view path, IgnorePattern pattern) {
  const std::string clean = clean_path(path);
  std::string_view rest = without_slashes_before(clean);
  pattern.climbs = take_climbs(rest);
  std::string fault;
  auto glob = Glob::compile(is_root(rest) ? std::string_view() : rest, fault);
  if (!glob) {
    return error("bad-ignore-pattern", fmt::format("{} is no pattern: {}", shown(path), fault));
  }
  pattern.glob = std::move(*glob);
  return PatternPtr(std::make_shared<IgnorePattern>(std::move(pattern)));
}

// One line of .dockerignore; nothing for a comment or a blank one. The `#` counts only at its very
// start.
Result<PatternPtr> read_line(std::string_view line) {
  if (line.starts_with('#') || trim(line).empty()) {
    return PatternPtr();
  }
  std::string_view path = trim(line);
  IgnorePattern pattern;
  pattern.includes = path.starts_with('!');
  return compiled(pattern.includes ? trim(path.substr(1)) : path, std::move(pattern));
}

Error placed(Error failure, std::string name, std::string_view text, std::string_view line) {
  const auto begin = static_cast<std::uint32_t>(line.data() - text.data());
  auto source = std::make_shared<Source>(std::move(name), std::string(text));
  failure.diagnostic().at({source, begin, begin + static_cast<std::uint32_t>(line.size())});
  return failure;
}

}  // namespace

IgnoreMatcher::IgnoreMatcher(std::string root) : root_(std::move(root)) {}

Result<IgnoreMatcher> IgnoreMatcher::from_text(std::string root, std::string_view text,
                                               std::string name) {
  IgnoreMatcher matcher(std::move(root));
  std::string_view rest = text;
  rest.remove_prefix(rest.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    auto pattern = read_line(line);
    if (!pattern) {
      return placed(std::move(pattern).error(), std::move(name), text, trim(line));
    }
    if (*pattern != nullptr) {
      matcher.patterns_.push_back(*std::move(pattern));
    }
  }
  return matcher;
}

Result<IgnoreMatcher> IgnoreMatcher::from_patterns(std::string root,
                                                   std::span<const std::string> patterns) {
  IgnoreMatcher matcher(std::move(root));
  for (const std::string& line : patterns) {
    auto pattern = read_line(line);
    if (!pattern) {
      return std::move(pattern).error();
    }
    if (*pattern != nullptr) {
      matcher.patterns_.push_back(*std::move(pattern));
    }
  }
  return matcher;
}

Result<IgnoreMatcher> IgnoreMatcher::only(std::string root, std::span<const std::string> paths) {
  IgnoreMatcher matcher(std::move(root));
  matcher.patterns_.push_back(*compiled("**", {}));
  for (const std::string& path : paths) {
    const bool is_absolute = is_absolute_path(path) && !matcher.root_.empty();
    IgnorePattern pattern;
    pattern.includes = true;
    auto made = compiled(is_absolute ? relative_path(matcher.root_, clean_path(path)) : path,
                         std::move(pattern));
    if (!made) {
      return std::move(made).error();
    }
    matcher.patterns_.push_back(*std::move(made));
  }
  return matcher;
}

IgnoreMatcher IgnoreMatcher::literal(std::string root, std::span<const std::string> paths) {
  IgnoreMatcher matcher(std::move(root));
  for (const std::string& path : paths) {
    const std::string clean = clean_path(path);
    std::string_view rest = clean;
    IgnorePattern pattern;
    pattern.climbs = take_climbs(rest);
    pattern.glob = Glob::literal(is_root(rest) ? std::string_view() : rest);
    matcher.patterns_.push_back(std::make_shared<IgnorePattern>(std::move(pattern)));
  }
  return matcher;
}

// Backwards, because the last pattern that covers the path decides.
bool IgnoreMatcher::ignored(std::string_view path) const {
  const auto last = std::find_if(patterns_.rbegin(), patterns_.rend(), [&](const auto& pattern) {
    return covers(*pattern, root_, path);
  });
  return last != patterns_.rend() && !(*last)->includes && !is_root(path);
}

// What ignores the directory ignores all below it, but for what a later `!` re-includes.
bool IgnoreMatcher::may_contain_included(std::string_view directory) const {
  if (is_root(directory)) {
    return true;
  }
  const auto decides = [&](const PatternPtr& pattern) {
    return pattern->includes ? may_cover_below(*pattern, root_, directory)
                             : covers(*pattern, root_, directory);
  };
  const auto last = std::find_if(patterns_.rbegin(), patterns_.rend(), decides);
  return last == patterns_.rend() || (*last)->includes;
}

void CombinedIgnore::add(IgnoreMatcher matcher) {
  matchers_.push_back(std::move(matcher));
}

bool CombinedIgnore::ignored(std::string_view path) const {
  return std::any_of(matchers_.begin(), matchers_.end(),
                     [&](const IgnoreMatcher& matcher) { return matcher.ignored(path); });
}

bool CombinedIgnore::may_contain_included(std::string_view directory) const {
  return std::all_of(matchers_.begin(), matchers_.end(), [&](const IgnoreMatcher& matcher) {
    return matcher.may_contain_included(directory);
  });
}

}  // namespace tiltc
