#include "glob.h"

#include <algorithm>
#include <utility>

#include "code_points.h"

namespace tiltc {

// Cuts a pattern into tokens; the literal beginning goes to the prefix.
class GlobCompiler {
 public:
  explicit GlobCompiler(std::string_view pattern) : rest_(pattern) {}

  std::optional<Glob> compile(std::string& fault) {
    take_prefix();
    while (!rest_.empty() && fault_.empty()) {
      take_token();
    }
    fault = fault_;
    return fault_.empty() ? std::optional(std::move(glob_)) : std::nullopt;
  }

 private:
  using Kind = Glob::Kind;

  void take_prefix() {
    const auto special = std::min(rest_.find_first_of("*?[\\"), rest_.size());
    glob_.prefix_ = rest_.substr(0, special);
    rest_.remove_prefix(special);
  }

  void take_token() {
    if (rest_.front() == '*') {
      take_stars();
    } else if (rest_.front() == '[') {
      take_class();
    } else if (rest_.front() == '?') {
      rest_.remove_prefix(1);
      push(Kind::kAnyCharacter);
    } else if (const auto c = take_character()) {
      push(Kind::kCharacter, *c);
    }
  }

  void take_stars() {
    if (!rest_.starts_with("**")) {
      rest_.remove_prefix(1);
      push(Kind::kStar);
      return;
    }
    rest_.remove_prefix(rest_.starts_with("**/") ? 3 : 2);
    if (rest_.empty()) {
      push(Kind::kRest);
    } else if (glob_.tokens_.empty() || glob_.tokens_.back().kind != Kind::kDirectories) {
      push(Kind::kEnter);
      push(Kind::kDirectories);
    }
  }

  // The rules are Go's filepath.Match's: `-` and `]` have to be escaped inside.
  void take_class() {
    rest_.remove_prefix(1);
    const bool negated = rest_.starts_with('^');
    rest_.remove_prefix(negated ? 1 : 0);
    Glob::Token token{negated ? Kind::kNegatedClass : Kind::kClass, 0, range_count(), 0};
    do {
      take_range();
    } while (fault_.empty() && !rest_.starts_with(']'));
    if (fault_.empty()) {
      rest_.remove_prefix(1);
      token.last_range = range_count();
      glob_.tokens_.push_back(token);
    }
  }

  void take_range() {
    const auto low = take_class_character();
    auto high = low;
    if (low && rest_.starts_with('-')) {
      rest_.remove_prefix(1);
      high = take_class_character();
    }
    if (!low || !high) {
      return;
    }
    if (*low > *high) {
      fault_ = "a range in `[…]` runs backwards";
    }
    glob_.ranges_.emplace_back(*low, *high);
  }

  std::optional<char32_t> take_class_character() {
    if (rest_.empty()) {
      fault_ = "`[` has no `]`";
      return std::nullopt;
    }
    if (rest_.front() == '-' || rest_.front() == ']') {
      fault_ = "`-` and `]` inside `[…]` need a `\\` before them";
      return std::nullopt;
    }
    return take_character();
  }

  std::optional<char32_t> take_character() {
    if (rest_.front() == '\\') {
      rest_.remove_prefix(1);
      if (rest_.empty()) {
        fault_ = "nothing follows the `\\` at its end";
        return std::nullopt;
      }
    }
    return take_code_point(rest_);
  }

  void push(Kind kind, char32_t character = 0) { glob_.tokens_.push_back({kind, character, 0, 0}); }
  std::uint32_t range_count() const { return static_cast<std::uint32_t>(glob_.ranges_.size()); }

  std::string_view rest_;
  Glob glob_;
  std::string fault_;
};

std::optional<Glob> Glob::compile(std::string_view pattern, std::string& fault) {
  return GlobCompiler(pattern).compile(fault);
}

Glob Glob::literal(std::string_view text) {
  Glob glob;
  glob.prefix_ = text;
  return glob;
}

bool Glob::advances(const Token& token, char32_t c) const {
  switch (token.kind) {
    case Kind::kCharacter:
      return token.character == c;
    case Kind::kAnyCharacter:
      return c != U'/';
    case Kind::kClass:
    case Kind::kNegatedClass: {
      const bool found =
          std::any_of(ranges_.begin() + token.first_range, ranges_.begin() + token.last_range,
                      [c](const auto& range) { return range.first <= c && c <= range.second; });
      return found == (token.kind == Kind::kClass);
    }
    case Kind::kDirectories:
      return c == U'/';
    case Kind::kStar:
    case Kind::kRest:
    case Kind::kEnter:
      return false;
  }
  return false;
}

// Adds a state and those that it reaches without a character. What it adds is consecutive, so a
// state up to the last one added is in already.
void Glob::enter(States& states, std::uint32_t state) const {
  while (states.empty() || states.back() < state) {
    states.push_back(state);
    if (state == tokens_.size()) {
      return;
    }
    const Kind kind = tokens_[state].kind;
    if (kind == Kind::kEnter) {
      states.push_back(++state);
    } else if (kind != Kind::kStar && kind != Kind::kRest) {
      return;
    }
    ++state;
  }
}

void Glob::step(const States& from, char32_t c, States& to) const {
  to.clear();
  for (const std::uint32_t state : from) {
    if (state == tokens_.size()) {
      continue;
    }
    const Token& token = tokens_[state];
    const bool stays = token.kind == Kind::kRest || token.kind == Kind::kDirectories ||
                       (token.kind == Kind::kStar && c != U'/');
    if (stays) {
      enter(to, state);
    }
    if (advances(token, c)) {
      enter(to, state + 1);
    }
  }
}

Glob::States Glob::start() const {
  States states;
  enter(states, 0);
  return states;
}

bool Glob::accepts(const States& states) const {
  return !states.empty() && states.back() == tokens_.size();
}

// Whether the tokens match `rest` up to its end or up to a slash.
bool Glob::covers_rest(std::string_view rest) const {
  States states = start();
  States next;
  while (!rest.empty() && !states.empty()) {
    if (rest.front() == '/' && accepts(states)) {
      return true;
    }
    step(states, take_code_point(rest), next);
    states.swap(next);
  }
  return accepts(states);
}

// An empty pattern is the root, which covers everything.
bool Glob::covers(std::string_view path) const {
  if (!path.starts_with(prefix_)) {
    return false;
  }
  const bool is_root = prefix_.empty() && tokens_.empty();
  return is_root || covers_rest(path.substr(prefix_.size()));
}

bool Glob::may_cover_below(std::string_view directory) const {
  if (directory.empty() || covers(directory)) {
    return true;
  }
  const std::string below = std::string(directory) + "/";
  if (below.size() <= prefix_.size()) {
    return prefix_.starts_with(below);
  }
  if (!below.starts_with(prefix_)) {
    return false;
  }
  States states = start();
  States next;
  for (std::string_view rest = std::string_view(below).substr(prefix_.size());
       !rest.empty() && !states.empty(); states.swap(next)) {
    step(states, take_code_point(rest), next);
  }
  return !states.empty();
}

}  // namespace tiltc
