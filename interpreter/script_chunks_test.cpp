#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/render.h"
#include "base/text.h"
#include "script_chunks.h"
#include "syntax/parse.h"
#include "tiltc/check.h"

namespace tiltc::scripts {
namespace {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// The texts between quotes of `### "a" "b"`. A quote inside is written \".
void read_expectations(std::string_view line, std::uint32_t number,
                       std::vector<Expectation>& expected) {
  std::size_t at = line.rfind("### \"");
  if (at == std::string_view::npos) {
    return;
  }
  std::string text;
  bool inside = false;
  for (at += 4; at < line.size(); ++at) {
    if (inside && line.substr(at, 2) == "\\\"") {
      text += line[++at];
    } else if (line[at] != '"') {
      text += inside ? std::string(1, line[at]) : "";
    } else if (inside) {
      expected.push_back({number, std::exchange(text, "")});
      inside = false;
    } else {
      inside = true;
    }
  }
}

constexpr std::string_view kFileMark = "=== ";

class Cutter {
 public:
  Cutter(std::string path, std::vector<Chunk>& chunks) : path_(std::move(path)), chunks_(chunks) {}

  void cut(const std::string& text) {
    begin(1);
    std::uint32_t number = 0;
    for (const std::string& line : split(text, '\n')) {
      ++number;
      if (line == "---") {
        begin(number + 1);
      } else if (line.starts_with(kFileMark)) {
        chunk().files.emplace_back(line.substr(kFileMark.size()), std::string(number, '\n'));
      } else {
        add(line, number);
      }
    }
  }

 private:
  Chunk& chunk() { return chunks_.back(); }

  void begin(std::uint32_t line) {
    chunks_.emplace_back();
    chunk().path = path_;
    chunk().line = line;
    chunk().text = std::string(line - 1, '\n');
  }

  void add(const std::string& line, std::uint32_t number) {
    if (line == "# dialect: strict") {
      chunk().dialect = Dialect::strict();
    }
    read_expectations(line, number, chunk().expected);
    std::string& text = chunk().files.empty() ? chunk().text : chunk().files.back().second;
    text += line;
    text += '\n';
  }

  std::string path_;
  std::vector<Chunk>& chunks_;
};

std::string all_words(const Diagnostic& diagnostic) {
  std::string words = diagnostic.message + "\n" + diagnostic.primary.text + "\n";
  for (const Label& label : diagnostic.secondary) {
    words += label.text + "\n";
  }
  return words + join(diagnostic.notes, "\n") + "\n" + diagnostic.help;
}

std::uint32_t line_of(const Diagnostic& diagnostic) {
  return diagnostic.primary.span ? diagnostic.primary.span.position().line : 0;
}

}  // namespace

std::vector<Chunk> read_chunks(const std::string& directory) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.path().extension() == ".star") {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Chunk> chunks;
  for (const std::filesystem::path& path : paths) {
    Cutter(path.string(), chunks).cut(read_text(path));
  }
  return chunks;
}

// Several expectations of one line may be met by one error.
std::string compare(const Chunk& chunk, const std::vector<Diagnostic>& found) {
  std::string problems;
  std::vector<bool> met(found.size(), false);
  for (const Expectation& expectation : chunk.expected) {
    bool seen = false;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (line_of(found[i]) == expectation.line &&
          all_words(found[i]).find(expectation.text) != std::string::npos) {
        seen = true;
        met[i] = true;
      }
    }
    if (!seen) {
      problems += fmt::format("{}:{}: expected an error with \"{}\"\n", chunk.path,
                              expectation.line, expectation.text);
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!met[i]) {
      problems += "unexpected: " + render_full(found[i]) + "\n";
    }
  }
  return problems;
}

std::vector<Diagnostic> parse_only(const Chunk& chunk) {
  Diagnostics diagnostics;
  static_cast<void>(syntax::parse(std::make_shared<Source>(chunk.path, chunk.text), diagnostics));
  return diagnostics.all();
}

std::vector<Diagnostic> check_only(const Chunk& chunk) {
  std::vector<Diagnostic> found = check_all(chunk);
  std::erase_if(found, [](const Diagnostic& one) { return one.severity == Severity::kWarning; });
  return found;
}

std::vector<Diagnostic> check_all(const Chunk& chunk) {
  Diagnostics diagnostics;
  check(std::make_shared<Source>(chunk.path, chunk.text), chunk.dialect, {}, diagnostics);
  return diagnostics.all();
}

}  // namespace tiltc::scripts
