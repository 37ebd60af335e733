#include "catch.h"

#include "base/memory_disk.h"
#include "base/path.h"
#include "base/render.h"
#include "base/sha256.h"
#include "base/text.h"

namespace tiltc {

TEST_CASE("a diagnostic shows its line, its caret and its way out") {
  auto source =
      std::make_shared<Source>("Tiltfile", "x = 1\nlocal_resource(\"api\", auto_int=False)\n");
  Diagnostic diagnostic = error("unknown-parameter", "local_resource has no parameter `auto_int`");
  diagnostic.at({source, 28, 36}, "did you mean `auto_init`?");
  CHECK(render_full(diagnostic) ==
        "error: local_resource has no parameter `auto_int`  [unknown-parameter]\n"
        " --> Tiltfile:2:23\n"
        "2 | local_resource(\"api\", auto_int=False)\n"
        "  |                       ^~~~~~~~ did you mean `auto_init`?\n");
  CHECK(render_short(diagnostic) ==
        "Tiltfile:2:23: local_resource has no parameter `auto_int` (did you mean auto_init?)\n");
}

TEST_CASE("columns count code points") {
  const Source source("f", "\xC3\xA4\xC3\xB6 x");
  CHECK(source.position(5).column == 4);
}

TEST_CASE("paths follow Go's rules") {
  CHECK(clean_path("a//b/../c/") == "a/c");
  CHECK(clean_path("/../x") == "/x");
  CHECK(join_path("a", "/b") == "a/b");
  CHECK(directory_name("") == ".");
  CHECK(base_name("a/") == "a");
  CHECK(relative_path("/a/b", "/a/c/d") == "../c/d");
  CHECK(is_within("/a", "/a/b"));
  CHECK_FALSE(is_within("/a", "/ab"));
}

TEST_CASE("near names are found and far ones are not") {
  const std::vector<std::string> names{"docker_build", "custom_build", "k8s_yaml"};
  CHECK(closest_names("docker_biuld", names) == std::vector<std::string>{"docker_build"});
  CHECK(closest_names("zzz", names).empty());
}

TEST_CASE("shell words survive quoting") {
  CHECK(shell_quote("a b") == "'a b'");
  CHECK(shell_quote("a=b/c") == "a=b/c");
  CHECK(shell_quote("it's") == R"('it'"'"'s')");
  CHECK(json_quote("a\"\n\xFF") == "\"a\\\"\\n\xEF\xBF\xBD\"");
}

TEST_CASE("digests are those of FIPS 180-4") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 pieces;
  pieces.update("a");
  pieces.update("bc");
  CHECK(pieces.hex() == sha256_hex("abc"));
}

}  // namespace tiltc
