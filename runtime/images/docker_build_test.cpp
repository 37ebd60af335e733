#include "images/docker_build.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "builders.h"
#include "catch.h"
#include "dockerfile_labels.h"
#include "test_fakes.h"

namespace tiltc::images {
namespace {

namespace fs = std::filesystem;

// A bench with a context on the real disk and a docker client that is a file only: what it does is
// the fake process runner's.
struct DockerBench : Bench {
  std::string root;
  std::map<std::string, std::string> seen;  // files that the client was shown
  std::vector<std::string> argv;
  std::string client_version = "Docker version 20.10.24+dfsg1, build 297e128\n";

  DockerBench() {
    std::string pattern = "/tmp/tiltc-test-XXXXXX";
    root = mkdtemp(pattern.data());
    fs::create_directories(root + "/ctx");
    fs::create_directories(root + "/bin");
    write("ctx/file", "content");
    write("bin/docker", "");
    chmod((root + "/bin/docker").c_str(), 0755);
    environment = {{"PATH", root + "/bin"}, {"TMPDIR", root}, {"FROM_OUTSIDE", "yes"}};
    source.engine.facts.buildkit = true;
    processes.answer = [this](const exec::ProcessRequest& request) { return client(request); };
  }
  ~DockerBench() {
    std::error_code ignored;
    fs::remove_all(root, ignored);
  }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(root + "/" + name) << text;
  }

  Result<exec::ProcessExit> client(const exec::ProcessRequest& request) {
    const auto& words = request.command.argv;
    if (words.at(1) == "--version") {
      request.sink(OutputStream::kOut, words[0] == root + "/bin/docker" ? client_version : "");
      return exited(0);
    }
    if (words.at(1) != "build") {
      return exited(1);
    }
    argv = words;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i] == "-f") {
        seen["Dockerfile"] = *RealDisk().read(words[i + 1]);
        seen[".dockerignore"] = *RealDisk().read(words[i + 1] + ".dockerignore");
      }
      if (words[i] == "--iidfile") {
        std::ofstream(words[i + 1]) << source.engine.built_id;
      }
    }
    return exited(0);
  }

  graph::DockerBuild dockerfile(const std::string& text) const {
    graph::DockerBuild build;
    build.context = root + "/ctx";
    build.dockerfile_path = root + "/ctx/Dockerfile";
    build.dockerfile = std::make_shared<const Source>(build.dockerfile_path, text);
    return build;
  }

  // Bench::build() with the real disk.
  Result<BuiltImage> make(const graph::ImageTarget& image,
                          std::vector<BuiltDependency> needs = {}) {
    auto refs = image_refs(image, {});
    const ReferenceMatcher matcher(configured);
    RealDisk real;
    BuildTools tools{&source, processes, buildkit, environment, real, clock, tags, matcher};
    return wait_for(build_image(BuildJob{image, *std::move(refs), std::move(needs)}, tools, log()));
  }
};

const std::string kFinal = "tilt-bbbbbbbbbbbbbbbb";

TEST_CASE("BuildKit is driven by a client, with every argument of docker_build") {
  DockerBench bench;
  graph::DockerBuild build = bench.dockerfile("FROM scratch\nCOPY . /\n");
  build.build_args = {{"A", "1"}, {"FROM_OUTSIDE", ""}};
  build.target = "stage";
  build.ssh = {"default"};
  build.secrets = {"id=s,src=secret.txt"};
  build.network = "none";
  build.extra_tags = {"other/name", "other/name:2"};
  build.cache_from = {"r.io/cache"};
  build.extra_hosts = {"h:1.2.3.4"};
  build.pull = true;
  build.platform = "linux/arm64";
  graph::ImageTarget target = bench.target("r.io/app", build);
  target.ignore = {"*.log"};
  const auto image = bench.make(target);
  REQUIRE(image.ok());
  CHECK(image->local.familiar() == "r.io/app:" + kFinal);
  CHECK(image->image_id == bench.source.engine.built_id);
  CHECK(join(bench.source.engine.calls, "; ") ==
        "tag sha256:bbbbb r.io/app:" + kFinal +
            "; tag sha256:bbbbb other/name:latest; tag sha256:bbbbb other/name:2");
  const std::string line = join(bench.argv, " ");
  for (const char* part :
       {"--label dev.tilt.built=true", "--label dev.tilt.gc=true", "--build-arg A=1",
        "--build-arg FROM_OUTSIDE ", "--target stage", "--ssh default",
        "--secret id=s,src=secret.txt", "--network none", "--cache-from r.io/cache",
        "--add-host h:1.2.3.4", "--pull", "--platform linux/arm64"}) {
    INFO(part << " in " << line);
    CHECK(line.find(part) != std::string::npos);
  }
  CHECK(bench.argv.back() == bench.root + "/ctx");
  CHECK(bench.seen.at("Dockerfile") == "FROM scratch\nCOPY . /\n");
  CHECK(bench.seen.at(".dockerignore") == "*.log\n");
  const auto& request = bench.processes.requests.back();
  CHECK(seen_variable(request, "DOCKER_BUILDKIT") == "1");
  CHECK(seen_variable(request, "DOCKER_HOST") == "unix:///run/fake.sock");
  CHECK(request.command.directory == "/p");
  CHECK(std::distance(fs::directory_iterator(bench.root), {}) ==
        2);  // nothing is left but bin and ctx
}

TEST_CASE("a client without BuildKit is passed over, and so is BuildKit if it is not wanted") {
  DockerBench bench;
  SECTION("new client without the plugin") {
    bench.client_version = "Docker version 28.2.2, build e6534b4\n";
  }
  SECTION("an imitation") {
    bench.client_version = "podman version 4.3.1\n";
  }
  SECTION("not wanted") {
    bench.environment["DOCKER_BUILDKIT"] = "0";
  }
  SECTION("the server has none") {
    bench.source.engine.facts.buildkit = false;
  }
  if (fs::exists("/usr/bin/docker")) {
    // The bench answers for it as for a client of no known version.
  }
  const graph::ImageTarget target = bench.target("r.io/app", bench.dockerfile("FROM scratch\n"));
  REQUIRE(bench.make(target).ok());
  CHECK(bench.source.engine.calls.at(0) == "build");
  CHECK(bench.source.engine.last_tar.find("FROM scratch\n") != std::string::npos);
  CHECK(bench.source.engine.last_tar.find("content") != std::string::npos);
}

TEST_CASE("the classic builder gets a .dockerignore that hides our Dockerfile") {
  DockerBench bench;
  bench.source.engine.facts.buildkit = false;
  const bool own = GENERATE(false, true);
  if (own) {
    bench.write("ctx/.dockerignore", "*.log");
  }
  const graph::ImageTarget target = bench.target("r.io/app", bench.dockerfile("FROM scratch\n"));
  REQUIRE(bench.make(target).ok());
  const std::string& tar = bench.source.engine.last_tar;
  CHECK(tar.find(own ? "*.log\n.tiltc-dockerfile\n" : "\n.tiltc-dockerfile\n.dockerignore\n") !=
        std::string::npos);
  CHECK(bench.source.engine.last_build.labels.size() == 2);
}

TEST_CASE("Podman gets labels in the Dockerfile, secrets in the tar, and the isolation") {
  DockerBench bench;
  bench.source.engine.facts.kind = EngineKind::kPodman;
  bench.source.engine.facts.buildkit = false;
  bench.source.in_use.isolation = "chroot";
  bench.environment["TOKEN"] = "hunter2";
  graph::DockerBuild build = bench.dockerfile("FROM scratch\n");
  build.secrets = {"id=t,env=TOKEN"};
  build.build_args = {{"FROM_OUTSIDE", ""}, {"UNKNOWN", ""}};
  const graph::ImageTarget target = bench.target("r.io/app", build);
  REQUIRE(bench.make(target).ok());
  const ApiBuild& request = bench.source.engine.last_build;
  CHECK(request.isolation == "chroot");
  CHECK(request.secrets == std::vector<std::string>{"id=t,src=.tiltc-secret-0"});
  CHECK(request.hidden == std::vector<std::string>{".tiltc-dockerfile", ".tiltc-secret-0"});
  CHECK(request.build_args.at(0).second == "yes");
  CHECK_FALSE(request.build_args.at(1).second.has_value());
  CHECK(request.labels.empty());
  CHECK(bench.source.engine.last_tar.find("hunter2") != std::string::npos);
  CHECK(bench.source.engine.last_tar.find("FROM scratch\nLABEL dev.tilt.built=true") !=
        std::string::npos);
}

TEST_CASE("labels stand at the end of the stage that is built") {
  const std::string two = "FROM a AS one\nRUN x \\\n  y\nFROM one\nCOPY <<E /f\nFROM b\nE\n";
  const std::string label = "\nLABEL dev.tilt.built=true dev.tilt.gc=true";
  CHECK(with_labels(two, "ONE") ==
        "FROM a AS one\nRUN x \\\n  y" + label + two.substr(two.find("\nFROM one")));
  CHECK(with_labels(two, "0") == with_labels(two, "one"));
  CHECK(with_labels(two, "") == two.substr(0, two.size() - 1) + label + "\n");
  CHECK(with_labels(two, "three") == two);
  CHECK(with_labels("", "") == "");
  CHECK(with_labels("# comment", "") == "# comment");
}

TEST_CASE("what BuildKit alone can do is not tried without it") {
  DockerBench bench;
  bench.source.engine.facts.buildkit = false;
  graph::DockerBuild build = bench.dockerfile("FROM scratch\n");
  std::string words;
  SECTION("secret") {
    build.secrets = {"id=x"};
    words = "secret= of docker_build needs BuildKit";
  }
  SECTION("ssh") {
    build.ssh = {"default"};
    words = "ssh= of docker_build needs BuildKit";
  }
  SECTION("ssh, Podman") {
    bench.source.engine.facts.kind = EngineKind::kPodman;
    build.ssh = {"default"};
    words = "custom_build() and `podman build --ssh`";
  }
  const graph::ImageTarget target = bench.target("r.io/app", build);
  const auto image = bench.make(target);
  REQUIRE_FALSE(image.ok());
  const std::string text = render_full(image.error().diagnostic());
  CHECK(text.find(words) != std::string::npos);
  CHECK(text.find("/p/Tiltfile:1:1") != std::string::npos);
}

TEST_CASE("a damaged cache is tried once more, any other failure is not") {
  DockerBench bench;
  const bool damaged = GENERATE(true, false);
  int builds = 0;
  bench.processes.answer = [&](const exec::ProcessRequest& request) -> Result<exec::ProcessExit> {
    if (request.command.argv.at(1) != "build") {
      return bench.client(request);
    }
    request.sink(OutputStream::kOut,
                 damaged ? "failed commit on ref \"x\": failed precondition\n" : "no\n");
    return ++builds == 1 ? Result<exec::ProcessExit>(exited(1)) : bench.client(request);
  };
  const graph::ImageTarget target = bench.target("r.io/app", bench.dockerfile("FROM scratch\n"));
  const auto image = bench.make(target);
  CHECK(image.ok() == damaged);
  CHECK(builds == (damaged ? 2 : 1));
  if (!image.ok()) {
    const std::string text = render_full(image.error().diagnostic());
    CHECK(text.find("docker build of `r.io/app` failed: exit status 1") != std::string::npos);
    CHECK(text.find("the Dockerfile is " + bench.root) != std::string::npos);
  }
}

TEST_CASE("what stops a docker_build") {
  DockerBench bench;
  bench.source.engine.facts.buildkit = false;
  graph::DockerBuild build = bench.dockerfile("FROM scratch\n");
  std::string code;
  SECTION("no context") {
    build.context = bench.root + "/missing";
    code = "build-context-missing";
  }
  SECTION("a file for a context") {
    build.context = bench.root + "/ctx/file";
    code = "build-context-missing";
  }
  SECTION("the engine says no") {
    bench.source.engine.failure = error("build-failed", "exit status 2");
    code = "build-failed";
  }
  SECTION("no engine") {
    bench.source.failure = error("no-container-engine", "none");
    code = "no-container-engine";
  }
  SECTION("an ID that makes no tag") {
    bench.source.engine.built_id = "sha256:b";
    code = "digest-too-short";
  }
  const graph::ImageTarget target = bench.target("r.io/app", build);
  const auto image = bench.make(target);
  REQUIRE_FALSE(image.ok());
  CHECK(image.error().diagnostic().code == code);
  CHECK(location(image.error().diagnostic().primary.span) == "/p/Tiltfile:1:1");
}

// --- the Dockerfile with its dependencies
// ------------------------------------------------------------

struct Rewriting {
  std::vector<Reference> configured{*Reference::parse("base"), *Reference::parse("r.io/tool:v1"),
                                    *Reference::parse("r.io/tool")};
  std::vector<BuiltDependency> dependencies;
  graph::ImageTarget target;

  Result<std::string> rewrite(const std::string& text, std::vector<std::size_t> needs,
                              std::vector<std::pair<std::string, std::string>> args = {}) {
    graph::DockerBuild build;
    build.dockerfile = std::make_shared<const Source>("Dockerfile", text);
    build.build_args = std::move(args);
    target.ref = "app";
    target.build = build;
    for (const std::size_t image : needs) {
      dependencies.push_back(
          {image, configured[image],
           *Reference::parse("localhost:5/dep" + std::to_string(image) + ":tilt-1")});
    }
    const auto app = *Reference::parse("app");
    return dockerfile_for_build(BuildJob{target, {app, app, app, {}}, dependencies},
                                ReferenceMatcher(configured));
  }
};

TEST_CASE("images of the run are put into the Dockerfile, and nothing else is touched") {
  struct Row {
    std::string text;
    std::vector<std::size_t> needs;
    std::string result;
  };
  const Row row = GENERATE(
      Row{"from   base:v1 as b # c\nRUN x\n",
          {0},
          "from   localhost:5/dep0:tilt-1 as b # c\nRUN x\n"},
      Row{"# syntax=docker/dockerfile:1\nFROM alpine\nCOPY --from=base /a /b\n",
          {0},
          "# syntax=docker/dockerfile:1\nFROM alpine\nCOPY --from=localhost:5/dep0:tilt-1 /a /b\n"},
      Row{"ARG B=docker.io/library/base\nFROM $B\nFROM $B AS two\n",
          {0},
          "ARG B=docker.io/library/base\nFROM localhost:5/dep0:tilt-1\nFROM "
          "localhost:5/dep0:tilt-1 AS two\n"},
      Row{"FROM r.io/tool:v1\nFROM r.io/tool:v2\nFROM r.io/tool\n",
          {1, 2},
          "FROM localhost:5/dep1:tilt-1\nFROM r.io/tool:v2\nFROM localhost:5/dep2:tilt-1\n"},
      Row{"FROM  alpine\n\n# only this\n", {}, "FROM  alpine\n\n# only this\n"},
      Row{"# no instruction", {}, "# no instruction"});
  const auto result = Rewriting().rewrite(row.text, row.needs);
  REQUIRE(result.ok());
  CHECK(*result == row.result);
}

TEST_CASE("build arguments choose the base image") {
  const auto result = Rewriting().rewrite("ARG B=alpine\nFROM ${B}\n", {0}, {{"B", "base"}});
  REQUIRE(result.ok());
  CHECK(*result == "ARG B=alpine\nFROM localhost:5/dep0:tilt-1\n");
}

TEST_CASE("a dependency that is not used, or not built, is an error") {
  const auto unused = Rewriting().rewrite("FROM alpine\n", {0});
  REQUIRE_FALSE(unused.ok());
  CHECK(unused.error().diagnostic().message == "the Dockerfile of `app` does not use `base`");
  const auto missing = Rewriting().rewrite("FROM base\nFROM r.io/tool\n", {0});
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().diagnostic().code == "image-dependency-missing");
  CHECK(location(missing.error().diagnostic().primary.span) == "Dockerfile:2:6");
}

}  // namespace
}  // namespace tiltc::images
