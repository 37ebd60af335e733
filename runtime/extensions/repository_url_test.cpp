#include "repository_url.h"

#include "base/memory_disk.h"
#include "catch.h"
#include "extensions/lock_file.h"

namespace tiltc::extensions {

TEST_CASE("URLs of repositories become folders that lead nowhere else") {
  CHECK(parse_repository_url("https://github.com/tilt-dev/tilt-extensions")->path ==
        "github.com/tilt-dev/tilt-extensions");
  CHECK(parse_repository_url("http://host:8080/a/b/")->path == "host:8080/a/b");
  const Result<RepositoryUrl> folder = parse_repository_url("file:///a/../b/");
  CHECK(folder->is_folder);
  CHECK(folder->path == "/b");
  for (const char* bad :
       {"", "git@host:a/b", "ssh://host/a", "https://", "https://host", "https://host/../a",
        "https://host/a//b", "https://host/a?x", "https://host/-x", "https://user:pw@host/a",
        "file://relative", "https://ho st/a", "https://host/a\n"}) {
    CAPTURE(bad);
    const Result<RepositoryUrl> url = parse_repository_url(bad);
    REQUIRE_FALSE(url.ok());
    CHECK(url.error().diagnostic().code == "bad-extension-url");
  }
}

TEST_CASE("refs are names, never options, ranges or refspecs") {
  for (const char* good : {"", "HEAD", "main", "feature/x", "v1.2.3", "release-1.0+build"}) {
    CHECK(check_ref(good).ok());
  }
  for (const char* bad : {"-x", "--upload-pack=x", "a..b", "a:b", "a b", "a^", "a~1", "@{1}",
                          "a@{1}", "/a", "a/", "a\n", "*"}) {
    CAPTURE(bad);
    CHECK_FALSE(check_ref(bad).ok());
  }
}

TEST_CASE("each ref has a file name of its own") {
  CHECK(ref_file_name("") == "HEAD");
  CHECK(ref_file_name("v1.2") == "v1.2");
  CHECK(ref_file_name("a/b") == "a%2fb");
  CHECK(ref_file_name("a%2fb") == "a%252fb");
  CHECK(ref_file_name(".hidden") == "%2ehidden");
}

TEST_CASE("a lock file comes back as it was written") {
  const std::vector<LockedRepository> written{
      {"https://host/a", "", std::string(40, 'a'), std::string(40, 'b')},
      {"https://host/b", "v1", std::string(64, 'c'), std::string(64, 'd')}};
  MemoryDisk disk;
  CHECK_FALSE((*read_lock(disk, "/p/tiltc.lock")).has_value());
  REQUIRE(disk.write("/p/tiltc.lock", lock_text(written)).ok());
  CHECK(**read_lock(disk, "/p/tiltc.lock") == written);
}

}  // namespace tiltc::extensions
