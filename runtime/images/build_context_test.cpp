#include "images/build_context.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "catch.h"
#include "dockerignore_text.h"
#include "tar_writer.h"
#include "test_fakes.h"

namespace tiltc::images {
namespace {

namespace fs = std::filesystem;

// A directory on the real disk, gone with the object.
class Folder {
 public:
  Folder() {
    std::string pattern = "/tmp/tiltc-test-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder& file(const std::string& name, const std::string& content = "x") {
    fs::create_directories(fs::path(path_ + "/" + name).parent_path());
    std::ofstream(path_ + "/" + name) << content;
    return *this;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The rules of a docker_build with this folder as its context.
struct Rules {
  std::vector<std::string> ignore = {};
  std::vector<std::string> only = {};
  std::string tiltfile = "/elsewhere/Tiltfile";
};

Result<ContextRules> rules_for(const Folder& folder, const Rules& rules) {
  graph::DockerBuild build;
  build.context = folder.path();
  build.dockerfile_path = folder.path() + "/Dockerfile";
  build.only = rules.only;
  graph::ImageTarget target;
  target.ignore = rules.ignore;
  target.tiltfile_directory = fs::path(rules.tiltfile).parent_path();
  auto source = std::make_shared<const Source>(rules.tiltfile, "docker_build('a', '.')");
  target.span = {source, 0, 12};
  return context_rules(target, build, RealDisk());
}

std::string walked(const Folder& folder, const CombinedIgnore& ignore) {
  ContextWalk walk(folder.path(), ignore);
  std::vector<std::string> paths;
  while (true) {
    const auto entry = walk.next();
    REQUIRE(entry.ok());
    if (!entry->has_value()) {
      return join(paths, " ");
    }
    const bool directory = (*entry)->kind == ContextEntry::Kind::kDirectory;
    paths.push_back((*entry)->path + (directory ? "/" : ""));
  }
}

std::string read_all(const BodySource& body) {
  std::string all;
  while (true) {
    const auto piece = body();
    REQUIRE(piece.ok());
    if (piece->empty()) {
      return all;
    }
    all += *piece;
  }
}

TEST_CASE("each source of ignore rules is asked by itself") {
  struct Row {
    const char* name;
    Rules rules;
    const char* dockerignore;
    const char* sent;
  };
  static const std::string all = ".dockerignore a/ a/one.c a/two.h b/ b/c/ b/c/d top";
  const Row row = GENERATE_COPY(
      Row{"nothing", {}, "", all.c_str()},
      Row{"a folder", {{"a"}}, "", ".dockerignore b/ b/c/ b/c/d top"},
      Row{"a pattern", {{"**/*.c", "top"}}, "", ".dockerignore a/ a/two.h b/ b/c/ b/c/d"},
      Row{"exception", {{"a/*", "!a/one.c"}}, "", ".dockerignore a/ a/one.c b/ b/c/ b/c/d top"},
      Row{"exception below an ignored folder",
          {{"b", "!b/c/d"}},
          "",
          ".dockerignore a/ a/one.c a/two.h b/ b/c/ b/c/d top"},
      Row{"only", {{}, {"b/c"}}, "", "b/ b/c/ b/c/d"},
      Row{"only a file", {{}, {"a/one.c"}}, "", "a/ a/one.c"},
      Row{"only the root", {{}, {""}}, "", all.c_str()},
      Row{"only and ignore", {{"a/two.h"}, {"a"}}, "", "a/ a/one.c"},
      Row{"file", {}, "# comment\n/b\n!b\ntop\n", ".dockerignore a/ a/one.c a/two.h b/ b/c/ b/c/d"},
      Row{"an exception of one source does not undo another",
          {{"!a/one.c"}},
          "a\n",
          ".dockerignore b/ b/c/ b/c/d top"},
      Row{"both have exceptions",
          {{"a/*", "!a/one.c"}},
          "b\n!b/c\na/two.h\n",
          ".dockerignore a/ a/one.c b/ b/c/ b/c/d top"});
  INFO(row.name);
  Folder folder;
  folder.file("a/one.c").file("a/two.h").file("b/c/d").file("top").file(".dockerignore",
                                                                        row.dockerignore);
  const auto rules = rules_for(folder, row.rules);
  REQUIRE(rules.ok());
  CHECK(walked(folder, rules->ignore) == row.sent);

  // BuildKit gets the rules as one text: read again, it has to mean the same.
  const auto text = dockerignore_text(folder.path(), *rules);
  REQUIRE(text.ok());
  CombinedIgnore again;
  again.add(*IgnoreMatcher::from_text(folder.path(), *text, "joined"));
  CHECK(walked(folder, again) == row.sent);
}

TEST_CASE("the Tiltfile and .git stay behind, also with odd names") {
  Folder folder;
  folder.file("[!]*?\\Tiltfile")
      .file(".git/config")
      .file("sub/.git/config")
      .file("sub/[!]*?\\Tiltfile");
  const auto rules = rules_for(folder, {{}, {}, folder.path() + "/[!]*?\\Tiltfile"});
  REQUIRE(rules.ok());
  const std::string sent = "sub/ sub/.git/ sub/.git/config sub/[!]*?\\Tiltfile";
  CHECK(walked(folder, rules->ignore) == sent);
  CombinedIgnore again;
  again.add(*IgnoreMatcher::from_text(folder.path(), *dockerignore_text(folder.path(), *rules),
                                      "joined"));
  CHECK(walked(folder, again) == sent);
}

TEST_CASE("the Dockerfile's own .dockerignore replaces the context's") {
  Folder folder;
  folder.file(".dockerignore", "a\n").file("Dockerfile.dockerignore", "b\n").file("a").file("b");
  const auto rules = rules_for(folder, {});
  REQUIRE(rules.ok());
  CHECK(walked(folder, rules->ignore) == ".dockerignore Dockerfile.dockerignore a");
}

TEST_CASE("a malformed pattern is an error at the image") {
  Folder folder;
  Rules wrong;
  if (GENERATE(true, false)) {
    wrong.ignore = {"a[b"};
  } else {
    folder.file(".dockerignore", "fine\na[b\n");
  }
  const auto rules = rules_for(folder, wrong);
  REQUIRE_FALSE(rules.ok());
  CHECK(render_full(rules.error().diagnostic()).find("a[b") != std::string::npos);
}

TEST_CASE("nothing below an ignored folder is looked at") {
  if (geteuid() == 0) {
    return;  // root may open everything: nothing to see
  }
  Folder folder;
  folder.file("closed/x").file("open");
  chmod((folder.path() + "/closed").c_str(), 0);
  CHECK(walked(folder, rules_for(folder, {{"closed"}})->ignore) == "open");
  CombinedIgnore none;
  ContextWalk walk(folder.path(), none);
  REQUIRE(walk.next().ok());
  const auto failed = walk.next();
  chmod((folder.path() + "/closed").c_str(), 0700);
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.error().diagnostic().message.find("/closed`") != std::string::npos);
}

// What tar itself makes of the stream, as `ls` would show it.
std::string unpacked(const Folder& target, const std::string& tar) {
  std::ofstream(target.path() + ".tar") << tar;
  const std::string command = "tar -xpf " + target.path() + ".tar -C " + target.path() + " 2>&1";
  REQUIRE(std::system(command.c_str()) == 0);
  fs::remove(target.path() + ".tar");
  CombinedIgnore none;
  return walked(target, none);
}

TEST_CASE("tar reads what is streamed: contents, modes, links, long and foreign names") {
  Folder source, target;
  const std::string deep = std::string(90, 'd') + "/" + std::string(90, 'e') + "/ünïcödé";
  const std::string big(700'001, 'b');
  source.file("big", big)
      .file("empty", "")
      .file(deep, "deep")
      .file("run.sh", "#!/bin/sh\n")
      .file("block", std::string(512, 'k'));
  chmod((source.path() + "/run.sh").c_str(), 0751);
  fs::create_symlink("../" + std::string(150, 't'), source.path() + "/link");
  REQUIRE(mkfifo((source.path() + "/pipe").c_str(), 0600) == 0);
  const std::vector<ExtraFile> extra{{"Dockerfile", "FROM scratch\n"}, {"empty", "replaced"}};
  const std::string tar = read_all(tar_stream(source.path(), {}, extra));
  CHECK(tar.size() % 512 == 0);
  CHECK(unpacked(target, tar) == walked(source, {}).insert(0, "Dockerfile "));

  RealDisk disk;
  CHECK(*disk.read(target.path() + "/big") == big);
  CHECK(*disk.read(target.path() + "/" + deep) == "deep");
  CHECK(*disk.read(target.path() + "/empty") == "replaced");
  CHECK(*disk.read(target.path() + "/Dockerfile") == "FROM scratch\n");
  CHECK(fs::read_symlink(target.path() + "/link") == "../" + std::string(150, 't'));
  struct stat before {
  }, after{};
  stat((source.path() + "/run.sh").c_str(), &before);
  stat((target.path() + "/run.sh").c_str(), &after);
  CHECK((after.st_mode & 0777) == 0751);
  CHECK(after.st_mtim.tv_sec == before.st_mtim.tv_sec);
  CHECK(read_all(tar_stream(source.path(), {}, extra)) == tar);
}

TEST_CASE("a size beyond the old header's room goes into a record") {
  ContextEntry entry;
  entry.path = "huge";
  entry.size = std::uint64_t{9} << 30;
  const std::string header = tar_header(entry);
  CHECK(header.size() == 3 * 512);
  CHECK(header.find("19 size=9663676416\n") != std::string::npos);
}

TEST_CASE("an empty context has only what is added") {
  Folder target;
  CHECK(unpacked(target, read_all(tar_stream("-", {}, {{"Dockerfile", "FROM scratch"}}))) ==
        "Dockerfile");
}

TEST_CASE("a file that shrinks while it is sent ends the stream") {
  Folder folder;
  folder.file("a", std::string(1 << 20, 'a'));
  const BodySource body = tar_stream(folder.path(), {}, {});
  REQUIRE(body().ok());
  REQUIRE(truncate((folder.path() + "/a").c_str(), 10) == 0);
  auto piece = body();
  REQUIRE_FALSE(piece.ok());
  CHECK(piece.error().diagnostic().code == "build-context-changed");
  CHECK(piece.error().diagnostic().message.find(folder.path() + "/a") != std::string::npos);
}

TEST_CASE("a context that is not there") {
  const auto piece = tar_stream("/nowhere/at/all", {}, {})();
  REQUIRE_FALSE(piece.ok());
  CHECK(piece.error().diagnostic().code == "build-context-unreadable");
}

}  // namespace
}  // namespace tiltc::images
