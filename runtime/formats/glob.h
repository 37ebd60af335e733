#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tiltc {

// One pattern of .dockerignore, compiled: `*` and `?` stay within a part of the path, `**` crosses
// slashes and `**/` may be nothing, `[a-z]` and `[^a-z]` are classes, `\` makes the next character
// ordinary.
//
// Matching follows all ways through the pattern side by side, so no pattern makes it go back: the
// time is at most the length of the path times that of the pattern.
class Glob {
 public:
  // Nothing, and the reason in `fault`, when the pattern is malformed.
  static std::optional<Glob> compile(std::string_view pattern, std::string& fault);

  // Matches `text` alone; no character is special.
  static Glob literal(std::string_view text);

  // Whether the pattern matches `path` or a directory above it.
  bool covers(std::string_view path) const;

  // Whether it covers `directory` or may match something below it.
  bool may_cover_below(std::string_view directory) const;

 private:
  friend class GlobCompiler;

  enum class Kind : std::uint8_t {
    kCharacter,
    kAnyCharacter,  // `?`
    kClass,
    kNegatedClass,
    kStar,
    kRest,         // `**` at the end
    kEnter,        // `**/`: goes on to kDirectories, or past it
    kDirectories,  // any characters, left by a slash only
  };
  struct Token {
    Kind kind = Kind::kCharacter;
    char32_t character = 0;
    std::uint32_t first_range = 0, last_range = 0;  // of a class, in ranges_
  };
  using States = std::vector<std::uint32_t>;  // indices of tokens to match next, ascending

  bool advances(const Token& token, char32_t c) const;
  void enter(States& states, std::uint32_t state) const;
  void step(const States& from, char32_t c, States& to) const;
  States start() const;
  bool accepts(const States& states) const;
  bool covers_rest(std::string_view rest) const;

  std::string prefix_;  // what the pattern begins with literally; tokens_ are the rest
  std::vector<Token> tokens_;
  std::vector<std::pair<char32_t, char32_t>> ranges_;
};

}  // namespace tiltc
