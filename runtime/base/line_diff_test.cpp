#include "base/line_diff.h"

#include <string>

#include "catch.h"

namespace tiltc {
namespace {

std::string diff(std::string_view before, std::string_view after) {
  return unified_diff("a", before, "b", after);
}

std::string numbers(int from, int to) {
  std::string text;
  for (int i = from; i <= to; ++i) {
    text += std::to_string(i) + "\n";
  }
  return text;
}

TEST_CASE("equal texts have no diff") {
  CHECK(diff("", "").empty());
  CHECK(diff("x\n", "x\n").empty());
}

TEST_CASE("a changed line stands between three lines of context") {
  CHECK(diff(numbers(1, 9), numbers(1, 4) + "five\n" + numbers(6, 9)) ==
        "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST_CASE("changes near each other share a hunk, others do not") {
  CHECK(diff(numbers(1, 8), "0\n" + numbers(1, 6) + "8\n") ==
        "--- a\n+++ b\n@@ -1,8 +1,8 @@\n+0\n 1\n 2\n 3\n 4\n 5\n 6\n-7\n 8\n");
  CHECK(diff(numbers(1, 20), numbers(2, 19)) ==
        "--- a\n+++ b\n@@ -1,4 +1,3 @@\n-1\n 2\n 3\n 4\n@@ -17,4 +16,3 @@\n 17\n 18\n 19\n-20\n");
}

TEST_CASE("empty sides and missing line breaks at the end") {
  CHECK(diff("", "x\n") == "--- a\n+++ b\n@@ -0,0 +1 @@\n+x\n");
  CHECK(diff("x\n", "") == "--- a\n+++ b\n@@ -1 +0,0 @@\n-x\n");
  CHECK(diff("x", "x\n") == "--- a\n+++ b\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n");
}

TEST_CASE("texts without a common line are replaced whole, however long") {
  const std::string result = diff(numbers(1, 5'000), numbers(10'001, 15'000));
  CHECK(result.substr(0, 31) == "--- a\n+++ b\n@@ -1,5000 +1,5000 ");
}

}  // namespace
}  // namespace tiltc
