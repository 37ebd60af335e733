#include "tiltc/profile.h"

#include <string>

#include "catch.h"
#include "tiltc/engine.h"

namespace tiltc {
namespace {

std::string text_of(const void* callee) {
  return static_cast<const char*>(callee);
}

TEST_CASE("time belongs to the innermost call") {
  std::int64_t now = 0;
  Profile profile([&now] { return now; });
  const auto enter = [&](const char* name) { profile.enter(name, name, &text_of); };
  static constexpr const char* kOuter = "outer";
  static constexpr const char* kInner = "in;ner";
  now = 5'000;  // nobody's
  enter(kOuter);
  now = 7'000;
  enter(kInner);
  now = 10'000;
  profile.leave();
  now = 11'000;
  enter(kInner);
  now = 11'400;
  profile.leave();
  profile.leave();
  CHECK(profile.folded() == "outer 3\nouter;in_ner 3\n");
}

TEST_CASE("a deep recursion counts as its first calls") {
  std::int64_t now = 0;
  Profile profile([&now] { return now; });
  static constexpr const char* kName = "f";
  for (int i = 0; i < 100'000; ++i) {
    profile.enter(kName, kName, &text_of);
  }
  now = 1'000;
  for (int i = 0; i < 100'000; ++i) {
    profile.leave();
  }
  std::string deepest = "f";
  for (int i = 1; i < 200; ++i) {
    deepest += ";f";
  }
  CHECK(profile.folded() == deepest + " 1\n");
}

// Every reading of the clock is a microsecond later.
std::string profile_of(const std::string& program) {
  std::int64_t now = 0;
  Profile profile([&now] { return now += 1'000; });
  Engine::Options options;
  options.profile = &profile;
  const std::unique_ptr<Engine> engine = Engine::create(options);
  Diagnostics diagnostics;
  static_cast<void>(
      engine->execute(std::make_shared<Source>("main", program), "main", diagnostics));
  return profile.folded();
}

TEST_CASE("an engine tells its profile of every call and return") {
  CHECK(profile_of("def f(x):\n"
                   "    return hash(x)\n"
                   "f(\"a\")\n"
                   "\"\".strip()\n"
                   "sorted([1], key = f)\n") ==
        "main 4\n"
        "main;f (main:1) 2\n"
        "main;f (main:1);hash 1\n"
        "main;sorted 2\n"
        "main;sorted;f (main:1) 2\n"
        "main;sorted;f (main:1);hash 1\n"
        "main;strip 1\n");
}

TEST_CASE("calls that an error ends are left") {
  const std::string folded = profile_of(
      "def f():\n"
      "    g()\n"
      "def g():\n"
      "    fail(\"x\")\n"
      "f()\n");
  CHECK(folded.find("main;f (main:1);g (main:3);fail 1\n") != std::string::npos);
}

TEST_CASE("with a profile a program may recurse as deep as without") {
  const std::string folded = profile_of(
      "def f(n):\n"
      "    return 0 if n == 0 else f(n - 1)\n"
      "f(50000)\n"
      "print(1)\n");
  CHECK(folded.find("main;print 1\n") != std::string::npos);
}

}  // namespace
}  // namespace tiltc
