#include "testkit/reports.h"

#include "base/memory_disk.h"
#include "catch.h"

namespace tiltc::testkit {
namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

FileResult run(const std::string& text, TestOptions options = {}) {
  MemoryDisk disk({{"x_test.star", text},
                   {"lib.star", "def f(x):\n    if x:\n        return 1\n    return 2\n"}});
  options.working_directory = "/";
  return run_test_file("x_test.star", options, disk);
}

constexpr const char* kTests = R"(load("lib.star", "f")
def test_good():
    assert.eq(f(1), 1)
def test_bad():
    print("a <b>")
    assert.eq("x\n<y>", "z")
def test_error():
    f()
)";

TEST_CASE("each function is a test of its own") {
  const FileResult result = run(kTests);
  REQUIRE(result.tests.size() == 3);
  CHECK(result.tests[0].name == "test_good");
  CHECK(result.tests[0].passed());
  CHECK(result.tests[1].diagnostics.all()[0].code == "assertion-failed");
  CHECK(result.tests[1].output == std::vector<std::string>{"a <b>"});
  CHECK(!result.tests[2].passed());
  CHECK(!result.is_broken);
  CHECK(run("x = (").is_broken);
  CHECK(run("assert.eq(1, 1)").tests.size() == 1);
}

TEST_CASE("a filter picks tests") {
  TestOptions options;
  options.filter = *TestFilter::parse("x_test.star:test_g");
  CHECK(run(kTests, options).tests.size() == 1);
  CHECK(TestFilter::parse("(").error().diagnostic().code == "bad-pattern");
}

TEST_CASE("reports tell what happened") {
  const std::vector<FileResult> files = {};
  CHECK(has(results_json(files), "\"passed\": 0"));
  std::vector<FileResult> all;
  all.push_back(run(kTests));
  const std::string json = results_json(all);
  CHECK(has(json, "\"passed\": 1"));
  CHECK(has(json, "\"failed\": 2"));
  CHECK(has(json, "\"name\": \"test_bad\""));
  CHECK(has(json, "a <b>"));
  const std::string junit = results_junit(all);
  CHECK(has(junit, "tests=\"3\" failures=\"1\" errors=\"1\""));
  CHECK(has(junit, "<system-out>a &lt;b&gt;</system-out>"));
  CHECK(has(junit, "<failure type=\"assertion-failed\""));
  CHECK(!has(junit, "<y>"));
}

TEST_CASE("coverage counts the lines of loaded files") {
  TestOptions options;
  options.covers = true;
  const FileResult result = run(kTests, options);
  CHECK(has(result.coverage.summary(), " 75.0%  lib.star  not run: 4\n"));
  CHECK(has(result.coverage.lcov(), "SF:lib.star\nDA:1,1\nDA:2,1\nDA:3,1\nDA:4,0\nLF:4\nLH:3\n"));
  CHECK(!has(result.coverage.lcov(), "x_test.star"));
  Coverage sum;
  sum.add(result.coverage);
  sum.add(result.coverage);
  CHECK(has(sum.lcov(), "DA:2,2\n"));
}

}  // namespace
}  // namespace tiltc::testkit
