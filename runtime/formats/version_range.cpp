#include "formats/version_range.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "base/text.h"

namespace tiltc {

namespace {

constexpr int kMost = std::numeric_limits<int>::max();
constexpr Version kFirst{0, 0, 0};
constexpr Version kBeyondAll{kMost, kMost, kMost};
constexpr std::string_view kOperators = "<>=!";

// The versions that a text such as 1.2.x means: those from `low` on, before `high`.
struct Named {
  Version low, high;
};

Version next(Version version, std::size_t place) {
  ++version[place];
  std::fill(version.begin() + static_cast<std::ptrdiff_t>(place) + 1, version.end(), 0);
  return version;
}

std::optional<Named> read_version(std::string_view text) {
  const std::vector<std::string> parts = split(text, '.');
  if (parts.size() > 3) {
    return std::nullopt;
  }
  Version low = kFirst;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == "x" || parts[i] == "X" || parts[i] == "*") {
      return i == 0 ? Named{kFirst, kBeyondAll} : Named{low, next(low, i - 1)};
    }
    const char* end = parts[i].data() + parts[i].size();
    const auto [stop, failure] = std::from_chars(parts[i].data(), end, low[i]);
    if (failure != std::errc() || stop != end || low[i] < 0 || low[i] == kMost) {
      return std::nullopt;
    }
  }
  return Named{low, next(low, 2)};
}

// Blanks after an operator belong to it: "> 1.0" is one part.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string& word : split(text, ' ')) {
    const bool continues =
        !words.empty() && words.back().find_first_not_of(kOperators) == std::string::npos;
    if (continues) {
      words.back() += word;
    } else if (!word.empty()) {
      words.push_back(word);
    }
  }
  return words;
}

}  // namespace

Result<VersionRange::Part> VersionRange::parse_part(std::string_view text) {
  const std::size_t start = std::min(text.find_first_not_of(kOperators), text.size());
  const std::string_view comparison = text.substr(0, start);
  const std::optional<Named> named = read_version(text.substr(start));
  if (named) {
    if (comparison.empty() || comparison == "=" || comparison == "==") {
      return Part{named->low, named->high};
    }
    if (comparison == "!" || comparison == "!=") {
      return Part{named->low, named->high, true};
    }
    if (comparison == "<") {
      return Part{kFirst, named->low};
    }
    if (comparison == "<=") {
      return Part{kFirst, named->high};
    }
    if (comparison == ">") {
      return Part{named->high, kBeyondAll};
    }
    if (comparison == ">=") {
      return Part{named->low, kBeyondAll};
    }
  }
  return error("bad-version-range", fmt::format("{} is no range of versions", json_quote(text)))
      .note("ranges are like \">=0.33.0 <1.0.0\", \"0.33.x\", \"<1.0.0 || >=1.2.0\"");
}

Result<VersionRange> VersionRange::parse(std::string_view text) {
  VersionRange range;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find("||", begin), text.size());
    std::vector<Part> parts;
    for (const std::string& word : words_of(text.substr(begin, end - begin))) {
      Result<Part> part = parse_part(word);
      if (!part.ok()) {
        return std::move(part).error();
      }
      parts.push_back(*part);
    }
    if (parts.empty()) {
      return parse_part("").error().diagnostic();
    }
    range.alternatives_.push_back(std::move(parts));
    begin = end + 2;
  }
  return range;
}

bool VersionRange::contains(const Version& version) const {
  return std::any_of(alternatives_.begin(), alternatives_.end(), [&](const auto& parts) {
    return std::all_of(parts.begin(), parts.end(), [&](const Part& part) {
      return (part.low <= version && version < part.high) != part.is_excluded;
    });
  });
}

std::string version_text(const Version& version) {
  return fmt::format("{}.{}.{}", version[0], version[1], version[2]);
}

}  // namespace tiltc
