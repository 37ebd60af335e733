#include "images/inputs_key.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "catch.h"
#include "test_fakes.h"

namespace tiltc::images {
namespace {

// A folder of one test with files.
struct Folder {
  Folder() {
    std::string pattern = "/tmp/tiltc-test-XXXXXX";
    path = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }

  void write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories(std::filesystem::path(path + "/" + name).parent_path());
    std::ofstream(path + "/" + name) << content;
  }

  std::string path;
};

std::string key_of(const graph::ImageTarget& target, const Environment& environment = {},
                   const std::vector<std::string>& dependencies = {}) {
  const RealDisk disk;
  const Result<std::string> key = inputs_key(target, dependencies, environment, disk);
  REQUIRE(key.ok());
  CHECK(key->size() == 64);
  return *key;
}

graph::ImageTarget custom_target(const Folder& folder, std::vector<std::string> deps) {
  graph::CustomBuild build;
  build.command = {"make"};
  build.deps = std::move(deps);
  build.directory = folder.path;
  graph::ImageTarget target = Bench().target("api", build);
  target.tiltfile_directory = folder.path;
  return target;
}

TEST_CASE("a key stands for the content of files, not for their times") {
  const Folder folder;
  folder.write("a/x", "1");
  folder.write("f", "2");
  const auto target = custom_target(folder, {folder.path + "/a", folder.path + "/f"});
  const std::string first = key_of(target);
  folder.write("a/x", "1");
  CHECK(key_of(target) == first);
  folder.write("a/y", "");
  const std::string second = key_of(target);
  CHECK(second != first);
  chmod((folder.path + "/a/y").c_str(), 0755);
  CHECK(key_of(target) != second);
}

TEST_CASE("each folder of the deps has its own .dockerignore") {
  const Folder folder;
  folder.write(".dockerignore", "*\n");
  folder.write("a/.dockerignore", "x\n");
  folder.write("b/.dockerignore", "y\n");
  const auto target = custom_target(folder, {folder.path + "/a", folder.path + "/b"});
  const std::string first = key_of(target);
  folder.write("a/x", "1");
  folder.write("b/y", "1");
  CHECK(key_of(target) == first);
  folder.write("b/x", "1");
  CHECK(key_of(target) != first);
}

TEST_CASE("whatever the build is told is part of the key") {
  const Folder folder;
  const auto plain = custom_target(folder, {});
  std::vector<std::string> keys = {key_of(plain), key_of(plain, {}, {"another key"})};
  auto changed = plain;
  std::get<graph::CustomBuild>(changed.build).command = {"make", "all"};
  keys.push_back(key_of(changed));
  changed = plain;
  std::get<graph::CustomBuild>(changed.build).env = {{"A", "b"}};
  keys.push_back(key_of(changed));
  changed = plain;
  std::get<graph::CustomBuild>(changed.build).deps = {folder.path + "/missing"};
  keys.push_back(key_of(changed));
  graph::DockerBuild docker;
  docker.context = folder.path;
  docker.dockerfile = std::make_shared<Source>("Dockerfile", "FROM scratch\n");
  docker.build_args = {{"A", ""}};
  changed.build = docker;
  keys.push_back(key_of(changed));
  keys.push_back(key_of(changed, {{"A", "from outside"}}));
  std::sort(keys.begin(), keys.end());
  CHECK(std::unique(keys.begin(), keys.end()) == keys.end());
}

TEST_CASE("a file that cannot be read is told with its image") {
  const Folder folder;
  folder.write("a/x", "1");
  std::filesystem::create_symlink("loop", folder.path + "/loop");
  const auto target = custom_target(folder, {folder.path + "/loop"});
  const RealDisk disk;
  const Result<std::string> key = inputs_key(target, {}, {}, disk);
  REQUIRE_FALSE(key.ok());
  CHECK(key.error().diagnostic().code == "build-context-unreadable");
  CHECK(location(key.error().diagnostic().primary.span) == "/p/Tiltfile:1:1");
}

}  // namespace
}  // namespace tiltc::images
