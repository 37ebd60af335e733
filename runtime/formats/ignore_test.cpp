#include "formats/ignore.h"

#include <random>

#include "base/render.h"
#include "catch.h"
#include "glob.h"
#include "glob_twin.h"

namespace tiltc {
namespace {

IgnoreMatcher matcher(std::string_view text, std::string root = "/src/app") {
  auto made = IgnoreMatcher::from_text(std::move(root), text, ".dockerignore");
  INFO(text);
  REQUIRE(made);
  return *std::move(made);
}

std::string refusal(std::string_view text) {
  const auto made = IgnoreMatcher::from_text("/src/app", text, ".dockerignore");
  return made ? "accepted" : render_short(made.error().diagnostic());
}

std::string random_text(std::mt19937& random, std::string_view alphabet, std::size_t longest) {
  std::string text(random() % longest, ' ');
  for (char& c : text) {
    c = alphabet[random() % alphabet.size()];
  }
  return text;
}

}  // namespace

TEST_CASE("patterns of .dockerignore") {
  struct Row {
    std::string text, path;
    bool ignored;
  };
  const std::vector<Row> rows{
      {"a", "a", true},
      {"a", "a/b/c", true},
      {"a", "ab", false},
      {"a", "b/a", false},
      {"a/b", "a", false},
      {"*.o", "x.o", true},
      {"*.o", "d/x.o", false},
      {"**/*.o", "x.o", true},
      {"**/*.o", "d/e/x.o", true},
      {"**/*.o", "d/x.o/y", true},
      {"d/**", "d", false},
      {"d/**", "d/e/f", true},
      {"a/**/b", "a/b", true},
      {"a/**/b", "a/x/y/b", true},
      {"a**b", "ab", true},
      {"a**b", "ax/b", true},
      {"a**b", "axb", false},
      {"a?c", "abc", true},
      {"a?c", "a/c", false},
      {"a?c",
       "a\xC3\xA4"
       "c",
       true},
      {"[a-c]x", "bx", true},
      {"[^a-c]x", "bx", false},
      {"[^a-c]x", "dx", true},
      {"[\\]\\-]x", "-x", true},
      {"\\*x", "*x", true},
      {"\\*x", "ax", false},
      {"\\!x", "!x", true},
      {"\\#x", "#x", true},
      {"]", "]", true},
      // Lines.
      {"# a\na", "# a", false},
      {" # a", "# a", true},
      {"\xEF\xBB\xBF# c\n\n  \na\r\n", "a", true},
      {"a\nb", "b", true},
      {"/x", "x", true},
      {" /x ", "x", true},
      {"a//b/./../c/", "a/c", true},
      {"./a", "a", true},
      {".", "x", true},
      {"/", "x", true},
      {"*", ".", false},
      {"", "x", false},
      // The last one decides.
      {"a\n!a/b", "a/b", false},
      {"a\n!a/b", "a/b/c", false},
      {"a\n!a/b", "a/c", true},
      {"!a/b\na", "a/b", true},
      {"**\n! a", "a", false},
      {"**\n!", "a", false},
      {"*\n!*.md\nREADME*", "README.md", true},
      // Beside and above the root.
      {"../lib", "../lib/x", true},
      {"../lib", "lib/x", false},
      {"lib", "../lib/x", false},
      {"**", "../lib", false},
      {"..", "x", true},
      {"../app", "x", true},
      {"../../src/app/x", "x", true},
      {"../../src/app/x", "y", false},
      {"../../../../src/app/x", "x", true},
      {"../../src/lib", "../lib/x", true},
      {"../**/x", "d/x", true},
  };
  for (const Row& row : rows) {
    INFO(row.text << " on " << row.path);
    CHECK(matcher(row.text).ignored(row.path) == row.ignored);
  }
}

TEST_CASE("malformed patterns are refused at their line") {
  CHECK(refusal("a\n  x[a \n") == ".dockerignore:2:3: `x[a` is no pattern: `[` has no `]`\n");
  CHECK(refusal("[]a]").find("need a `\\` before them") != std::string::npos);
  CHECK(refusal("[a-]").find("need a `\\` before them") != std::string::npos);
  CHECK(refusal("[]").find("need a `\\` before them") != std::string::npos);
  CHECK(refusal("![z-a]").find("runs backwards") != std::string::npos);
  CHECK(refusal("a\\").find("nothing follows") != std::string::npos);
  const std::vector<std::string> values{"ok", "["};
  CHECK_FALSE(IgnoreMatcher::from_patterns("/r", values));
  CHECK_FALSE(IgnoreMatcher::only("/r", values));
}

TEST_CASE("only ignores the rest") {
  const std::vector<std::string> paths{"a/b", "!x", "/r/c"};
  const auto only = IgnoreMatcher::only("/r", paths);
  REQUIRE(only);
  CHECK_FALSE(only->ignored("a/b"));
  CHECK_FALSE(only->ignored("a/b/c"));
  CHECK_FALSE(only->ignored("!x"));
  CHECK_FALSE(only->ignored("c"));
  CHECK(only->ignored("x"));
  CHECK(only->ignored("a/c"));
  CHECK(only->may_contain_included("a"));
  CHECK_FALSE(only->may_contain_included("d"));
  const std::vector<std::string> nothing{""};
  CHECK_FALSE(IgnoreMatcher::only("/r", nothing)->ignored("x"));
}

TEST_CASE("literal paths have no special characters") {
  const std::vector<std::string> paths{"a*[", "../Tiltfile"};
  const auto literal = IgnoreMatcher::literal("/r/s", paths);
  CHECK(literal.ignored("a*["));
  CHECK(literal.ignored("a*[/x"));
  CHECK_FALSE(literal.ignored("ab"));
  CHECK(literal.ignored("../Tiltfile"));
}

TEST_CASE("a walk skips only what holds nothing re-included") {
  const auto skips = [](std::string_view text, std::string_view directory) {
    return !matcher(text).may_contain_included(directory);
  };
  CHECK(skips("a", "a"));
  CHECK(skips("a", "a/b"));
  CHECK_FALSE(skips("a", "b"));
  CHECK(skips("!x\na", "a"));
  CHECK(skips("a\n!b/x", "a"));
  CHECK_FALSE(skips("a\n!a/b/x", "a"));
  CHECK_FALSE(skips("a\n!a/b/x", "a/b"));
  CHECK(skips("a\n!a/b/x", "a/c"));
  CHECK_FALSE(skips("a\n!**/x", "a/c/d"));
  CHECK_FALSE(skips("*\n!*/x", "a"));
  CHECK(skips("*\n!*/x", "a/b"));
  CHECK(skips("*\n!a\na/b", "a/b"));
  CHECK_FALSE(skips("**", "."));
  CHECK(skips("*\n!../app/keep", "drop"));
  CHECK_FALSE(skips("*\n!../app/keep/x", "keep"));
}

TEST_CASE("sources are independent of each other") {
  CombinedIgnore combined;
  combined.add(matcher("a"));
  combined.add(matcher("b\n!a"));
  CHECK(combined.ignored("a"));
  CHECK(combined.ignored("b"));
  CHECK_FALSE(combined.ignored("c"));
  CHECK_FALSE(combined.may_contain_included("a"));
  CHECK(CombinedIgnore().may_contain_included("a"));
}

TEST_CASE("no pattern is slow") {
  std::string stars;
  for (int i = 0; i < 200; ++i) {
    stars += "*a";
  }
  CHECK_FALSE(matcher(stars + "b").ignored(std::string(4000, 'a')));
  std::string deep;
  for (int i = 0; i < 200; ++i) {
    deep += "**/a/";
  }
  std::string path;
  for (int i = 0; i < 2000; ++i) {
    path += "a/";
  }
  CHECK_FALSE(matcher(deep + "b").ignored(path + "c"));
}

TEST_CASE("globs agree with their plain twin") {
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::string pattern = random_text(random, "ab*?/", 8);
    const std::string path = random_text(random, "aab/", 10);
    std::string fault;
    const auto glob = Glob::compile(pattern, fault);
    REQUIRE(glob);
    if (!pattern.empty()) {
      INFO(pattern << " on " << path);
      REQUIRE(glob->covers(path) == twin_covers(pattern, path));
      REQUIRE((!glob->covers(path + "/ab/a") || glob->may_cover_below(path)));
    }
  }
}

}  // namespace tiltc
