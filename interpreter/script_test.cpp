#include "catch.h"
#include "script_chunks.h"

namespace tiltc::scripts {
namespace {

using Phase = std::vector<Diagnostic> (*)(const Chunk&);

void check_scripts(const std::string& directory, Phase phase, std::size_t at_least) {
  const std::vector<Chunk> chunks = read_chunks(TILTC_LANGUAGE_SCRIPTS + ("/" + directory));
  CHECK(chunks.size() >= at_least);
  for (const Chunk& chunk : chunks) {
    INFO(chunk.path << ":" << chunk.line);
    CHECK(compare(chunk, phase(chunk)) == "");
  }
}

TEST_CASE("mistakes of syntax") {
  check_scripts("syntax", parse_only, 150);
}

TEST_CASE("mistakes in names and places") {
  check_scripts("names", check_only, 50);
}

TEST_CASE("what cannot be meant") {
  check_scripts("warnings", check_all, 60);
}

TEST_CASE("programs do what the language says") {
  check_scripts("run", run, 300);
}

}  // namespace
}  // namespace tiltc::scripts
