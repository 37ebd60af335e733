#include "base/memory_disk.h"
#include "catch.h"
#include "overlay_disk.h"
#include "snapshot.h"
#include "testkit/find_files.h"

namespace tiltc::testkit {
namespace {

using Files = std::vector<std::string>;

Files found(const Disk& disk, const Files& words) {
  Result<Files> files = find_test_files(disk, words);
  return files.ok() ? *files : Files{files.error().diagnostic().code};
}

TEST_CASE("folders stand for the tests below them") {
  const MemoryDisk disk({{"a_test.star", ""},
                         {"sub/b_test.tiltfile", ""},
                         {"sub/deep/c_test.star", ""},
                         {"sub/helper.star", ""},
                         {"sub/.git/d_test.star", ""},
                         {"sub/tilt_modules/e_test.star", ""},
                         {"none/x.star", ""}});
  CHECK(found(disk, {"sub"}) == Files{"sub/b_test.tiltfile", "sub/deep/c_test.star"});
  CHECK(found(disk, {"a_test.star", "sub/helper.star"}) == Files{"a_test.star", "sub/helper.star"});
  CHECK(found(disk, {"sub/deep", "sub"}) == Files{"sub/deep/c_test.star", "sub/b_test.tiltfile"});
  CHECK(found(disk, {"none"}) == Files{"no-tests"});
  CHECK(found(disk, {"missing"}) == Files{"missing"});
}

TEST_CASE("an overlay hides, adds and never writes through") {
  const MemoryDisk real({{"/p/a", "real a"}, {"/p/b", "real b"}, {"/p/sub/c", "c"}});
  OverlayDisk disk({{"/p/a", "fake a"}, {"/p/new/d", "d"}}, real);
  CHECK(*disk.read("/p/a") == "fake a");
  CHECK(*disk.read("/p/b") == "real b");
  CHECK(disk.kind("/p/new") == FileKind::kDirectory);
  CHECK(disk.kind("/p/sub/c") == FileKind::kFile);
  CHECK(disk.write("/p/b", "changed").ok());
  CHECK(*disk.read("/p/b") == "changed");
  CHECK(*real.read("/p/b") == "real b");
  CHECK(disk.remove("/p/sub/c").ok());
  CHECK(disk.kind("/p/sub/c") == FileKind::kMissing);
  CHECK(!disk.read("/p/sub/c").ok());
  std::string names;
  const Result<std::vector<DirectoryEntry>> entries = disk.list("/p");
  for (const DirectoryEntry& entry : *entries) {
    names += entry.name + (entry.kind == FileKind::kDirectory ? "/ " : " ");
  }
  CHECK(names == "a b new/ sub/ ");
  CHECK(!disk.list("/q").ok());
  CHECK(*disk.real_path("/p/new") == "/p/new");
}

TEST_CASE("snapshots are compared, and written when accepted") {
  MemoryDisk disk;
  const std::string path = "/p/snapshots/a_test/test_x.txt";
  CHECK(check_snapshot(disk, path, "one\n", SnapshotMode::kCompare)->code == "no-snapshot");
  CHECK(!check_snapshot(disk, path, "one\n", SnapshotMode::kAccept));
  CHECK(!check_snapshot(disk, path, "one\n", SnapshotMode::kCompare));
  const auto differs = check_snapshot(disk, path, "two\n", SnapshotMode::kCompare);
  CHECK(differs->code == "snapshot-differs");
  CHECK(differs->notes[0].find("-one\n+two") != std::string::npos);
  CHECK(*disk.read(path) == "one\n");
}

}  // namespace
}  // namespace tiltc::testkit
