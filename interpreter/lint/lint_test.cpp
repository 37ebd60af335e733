#include <algorithm>

#include "catch.h"
#include "tiltc/check.h"

// What scripts of tests/language/warnings cannot show.
namespace tiltc {
namespace {

std::vector<std::string> codes(const std::string& text, const KnownNames& known = {}) {
  Diagnostics found;
  check(std::make_shared<Source>("f", text), Dialect::tilt(), known, found);
  std::vector<std::string> result;
  for (const Diagnostic& diagnostic : found.all()) {
    result.push_back(diagnostic.code);
  }
  return result;
}

using Codes = std::vector<std::string>;

TEST_CASE("a comment at the very end silences nothing, and ends") {
  CHECK(codes("x = 1\n# tiltc: allow(unused-name)").empty());
  CHECK(codes("# tiltc: allow(unused-name)").empty());
  CHECK(codes("# tiltc: allow(").size() == 1);
}

TEST_CASE("names in modules that an embedder gives") {
  KnownNames known;
  known.names = {"os.environ", "run"};
  CHECK(codes("os.environ\nrun(1, 2)", known).empty());
  CHECK(codes("oss.environ", known) == Codes{"undefined-name"});
}

TEST_CASE("members that a module does not have") {
  KnownNames known;
  known.names = {"os.environ", "os.path.join", "os.getcwd"};
  CHECK(codes("os.getcwdd()", known) == Codes{"no-such-attribute"});
  CHECK(codes("os.path.joyn", known) == Codes{"no-such-attribute"});
  CHECK(codes("os.path.join\nos.environ.get\nos.getcwd.x", known).empty());
  CHECK(codes("def f(os):\n    return os.other", known).empty());
  CHECK(codes("os = struct\nos.other", {{"os.environ", "struct"}, {}}).empty());
}

TEST_CASE("warnings are not told where there are errors") {
  CHECK(codes("\"a\" + 1\nundefined") == Codes{"undefined-name"});
}

TEST_CASE("the strict dialect is checked too") {
  Diagnostics found;
  check(std::make_shared<Source>("f", "def f():\n    x = 1\n"), Dialect::strict(), {}, found);
  REQUIRE(found.all().size() == 1);
  CHECK(found.all()[0].code == "unused-name");
}

TEST_CASE("the warnings are sorted and have meanings") {
  const auto all = warnings();
  CHECK(std::is_sorted(all.begin(), all.end(),
                       [](const WarningInfo& a, const WarningInfo& b) { return a.code < b.code; }));
  CHECK(std::none_of(all.begin(), all.end(),
                     [](const WarningInfo& one) { return one.meaning.empty(); }));
}

}  // namespace
}  // namespace tiltc
