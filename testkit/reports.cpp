#include "testkit/reports.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/render.h"
#include "base/text.h"
#include "formats/json_writer.h"

namespace tiltc::testkit {

namespace {

double seconds_of(const TestResult& test) {
  return std::chrono::duration<double>(test.time).count();
}

std::string name_of(const TestResult& test) {
  return test.name.empty() ? "(file)" : test.name;
}

void write_test(JsonWriter& json, const TestResult& test) {
  json.begin_object();
  json.member("name", name_of(test)).member("status", test.passed() ? "passed" : "failed");
  json.key("seconds").number(std::round(seconds_of(test) * 1000) / 1000);
  json.key("output").begin_array();
  for (const std::string& line : test.output) {
    json.string(line);
  }
  json.end_array().key("diagnostics").begin_array();
  for (const Diagnostic& diagnostic : test.diagnostics.all()) {
    json.json_text(trim(render_json(diagnostic)));
  }
  json.end_array().end_object();
}

// XML 1.0 has no way to write most control characters.
std::string xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      default:
        out += byte < 0x20 && c != '\t' ? '?' : c;
    }
  }
  return is_valid_utf8(out) ? out : "(text that is not UTF-8)";
}

void append_case(std::string& out, const FileResult& file, const TestResult& test) {
  out += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"", xml(file.path),
                     xml(name_of(test)), seconds_of(test));
  if (test.passed() && test.output.empty()) {
    out += "/>\n";
    return;
  }
  out += ">\n";
  for (const Diagnostic& diagnostic : test.diagnostics.all()) {
    if (diagnostic.severity == Severity::kError) {
      const bool assertion = diagnostic.code == "assertion-failed";
      out += fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n",
                         assertion ? "failure" : "error", xml(diagnostic.code),
                         xml(diagnostic.message), xml(render_full(diagnostic)));
    }
  }
  if (!test.output.empty()) {
    out += fmt::format("      <system-out>{}</system-out>\n", xml(join(test.output, "\n")));
  }
  out += "    </testcase>\n";
}

struct Counts {
  std::size_t tests = 0, failures = 0, errors = 0;
  double seconds = 0;
};

Counts count(const FileResult& file) {
  Counts counts;
  for (const TestResult& test : file.tests) {
    const auto& all = test.diagnostics.all();
    const bool failure = std::any_of(all.begin(), all.end(), [](const Diagnostic& each) {
      return each.code == "assertion-failed";
    });
    ++counts.tests;
    counts.failures += failure ? 1 : 0;
    counts.errors += !failure && !test.passed() ? 1 : 0;
    counts.seconds += seconds_of(test);
  }
  return counts;
}

std::string attributes(const Counts& counts) {
  return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\"", counts.tests,
                     counts.failures, counts.errors, counts.seconds);
}

}  // namespace

std::string results_json(std::span<const FileResult> files) {
  JsonWriter json(JsonWriter::Layout::kIndented);
  std::int64_t passed = 0;
  std::int64_t failed = 0;
  json.begin_object().member("version", 1).key("files").begin_array();
  for (const FileResult& file : files) {
    json.begin_object().member("path", file.path).key("tests").begin_array();
    for (const TestResult& test : file.tests) {
      write_test(json, test);
      ++(test.passed() ? passed : failed);
    }
    json.end_array().end_object();
  }
  json.end_array().member("passed", passed).member("failed", failed).end_object();
  return json.take() + "\n";
}

std::string results_junit(std::span<const FileResult> files) {
  Counts all;
  std::string suites;
  for (const FileResult& file : files) {
    const Counts counts = count(file);
    all.tests += counts.tests;
    all.failures += counts.failures;
    all.errors += counts.errors;
    all.seconds += counts.seconds;
    suites += fmt::format("  <testsuite name=\"{}\" {}>\n", xml(file.path), attributes(counts));
    for (const TestResult& test : file.tests) {
      append_case(suites, file, test);
    }
    suites += "  </testsuite>\n";
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {}>\n{}</testsuites>\n",
      attributes(all), suites);
}

}  // namespace tiltc::testkit
