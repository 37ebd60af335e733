#include "tiltc/format.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "catch.h"
#include "script_chunks.h"

namespace tiltc {
namespace {

std::string format(const std::string& text) {
  Diagnostics diagnostics;
  const auto result = format_source(std::make_shared<Source>("f", text), diagnostics);
  return result ? *result : "error: " + diagnostics.all().front().message;
}

struct Case {
  std::string name, before, after;
};

// tests/format/NAME.txt: cases of a line `=== NAME`, the text before, a line `---`, the text after.
std::vector<Case> read_cases(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<Case> cases;
  std::string* part = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("=== ")) {
      cases.push_back({path.filename().string() + ": " + line.substr(4), "", ""});
      part = &cases.back().before;
    } else if (line == "---" && !cases.empty()) {
      part = &cases.back().after;
    } else if (part != nullptr) {
      *part += line + "\n";
    }
  }
  return cases;
}

bool is_starlark(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return path.extension() == ".star" || name.find("Tiltfile") != std::string::npos ||
         path.extension() == ".tiltfile";
}

std::string read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// A file without syntax errors must come out stable.
void check_stable(const std::string& name, const std::string& text, std::size_t& formatted) {
  const std::string once = format(text);
  INFO(name);
  CHECK(once.find("cannot be formatted") == std::string::npos);
  if (once.starts_with("error: ")) {
    return;
  }
  ++formatted;
  CHECK(format(once) == once);
}

TEST_CASE("the layout is that of tests/format") {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(TILTC_REPOSITORY "/tests/format")) {
    for (const Case& one : read_cases(entry.path())) {
      ++count;
      INFO(one.name);
      CHECK(format(one.before) == one.after);
      CHECK(format(one.after) == one.after);
    }
  }
  CHECK(count > 30);
}

TEST_CASE("every script of the repository is formatted, keeps its tree, and stays as it is then") {
  std::size_t formatted = 0;
  for (const char* room : {"tests", "samples", "bench"}) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(TILTC_REPOSITORY "/") + room)) {
      if (entry.is_regular_file() && is_starlark(entry.path())) {
        check_stable(entry.path().string(), read(entry.path()), formatted);
      }
    }
  }
  for (const scripts::Chunk& chunk : scripts::read_chunks(TILTC_LANGUAGE_SCRIPTS)) {
    check_stable(chunk.path + ":" + std::to_string(chunk.line), chunk.text, formatted);
  }
  CHECK(formatted > 300);
}

TEST_CASE("a file with syntax errors is not formatted") {
  CHECK(format("x = (1\n") == "error: expected `)` to close `(` opened at 1:5");
}

TEST_CASE("line ends and the last line are made uniform") {
  CHECK(format("x  =  1\r\nif x:\r\n\ty = 2  # c \r\n") == "x = 1\nif x:\n    y = 2  # c\n");
  CHECK(format("x = 1") == "x = 1\n");
  CHECK(format("") == "");
  CHECK(format("\n\n") == "");
  CHECK(format("\xEF\xBB\xBFx = 1\n") == "x = 1\n");
}

TEST_CASE("nesting up to the parser's limit is formatted") {
  const std::string deep = std::string(900, '(') + "1" + std::string(900, ')');
  CHECK(format("x = " + deep) == "x = " + deep + "\n");
  const std::string lists = std::string(900, '[') + std::string(900, ']');
  CHECK(format("x = " + lists) == "x = " + lists + "\n");
}

}  // namespace
}  // namespace tiltc
