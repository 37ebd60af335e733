#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "tiltc/engine.h"

// The format of tests/language/README.md.
namespace tiltc::scripts {

// An error that a script expects: on this line, with this text.
struct Expectation {
  std::uint32_t line = 0;
  std::string text;
};

// One program of a script, with the files that it may load.
struct Chunk {
  std::string path;        // of the script
  std::uint32_t line = 1;  // where it begins there
  std::string text;  // begins with so many empty lines that its lines have the script's numbers
  Dialect dialect;
  std::vector<Expectation> expected;
  std::vector<std::pair<std::string, std::string>> files;  // name, text
};

// The scripts below a directory, sorted by path, cut into chunks.
std::vector<Chunk> read_chunks(const std::string& directory);

// What differs between the errors that were expected and those that were found; empty when nothing
// does.
std::string compare(const Chunk& chunk, const std::vector<Diagnostic>& found);

// Runs a chunk in an engine of its own: what went wrong.
std::vector<Diagnostic> run(const Chunk& chunk);

// Parses it only; parses and resolves it only; likewise, with warnings.
std::vector<Diagnostic> parse_only(const Chunk& chunk);
std::vector<Diagnostic> check_only(const Chunk& chunk);
std::vector<Diagnostic> check_all(const Chunk& chunk);

}  // namespace tiltc::scripts
