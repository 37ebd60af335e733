#include "images/custom_build.h"

#include "catch.h"
#include "test_fakes.h"

namespace tiltc::images {
namespace {

const std::string kId = "sha256:11cd0eb38bc3ceb958ffb2f9bd70be3fb317ce7d255c8a4c3f4af30e298aa1aab";

// What a build command does: it makes an image of the name that it is given, or of `name`.
FakeProcesses::Answer builds(Bench& bench, std::string name = {}) {
  return [&bench, name](const exec::ProcessRequest& request) -> Result<exec::ProcessExit> {
    const std::string built = name.empty() ? seen_variable(request, "EXPECTED_REF") : name;
    bench.source.engine.images[Reference::parse(built)->normalized()] = kId;
    return exited(0);
  };
}

graph::CustomBuild command() {
  graph::CustomBuild build;
  build.command = {"sh", "-c", "./build.sh"};
  build.directory = "/p";
  return build;
}

const RegistryHosts kRegistry{"localhost:1234", "registry:1234", ""};

TEST_CASE("each mode gives its own references to the command, the engine and the YAML") {
  struct Row {
    const char* name;
    const char* tag;
    bool disable_push, skips;
    RegistryHosts registry;
    const char *expected_ref, *local, *cluster, *untagged;
  };
  const std::string temporary = "tilt-build-1551202573-00000abc000";
  const Row row = GENERATE_COPY(
      Row{"default",
          "",
          false,
          false,
          {},
          "gcr.io/foo/bar:T",
          "gcr.io/foo/bar:tilt-11cd0eb38bc3ceb9",
          "gcr.io/foo/bar:tilt-11cd0eb38bc3ceb9",
          "gcr.io/foo/bar:T"},
      Row{"registry", "", false, false, kRegistry, "localhost:1234/gcr.io_foo_bar:T",
          "localhost:1234/gcr.io_foo_bar:tilt-11cd0eb38bc3ceb9",
          "registry:1234/gcr.io_foo_bar:tilt-11cd0eb38bc3ceb9", "localhost:1234/gcr.io_foo_bar:T"},
      Row{"disable_push", "", true, false, kRegistry, "localhost:1234/gcr.io_foo_bar:T",
          "localhost:1234/gcr.io_foo_bar:tilt-11cd0eb38bc3ceb9",
          "registry:1234/gcr.io_foo_bar:tilt-11cd0eb38bc3ceb9", "localhost:1234/gcr.io_foo_bar:T"},
      Row{"tag", "my-tag", false, false, kRegistry, "gcr.io/foo/bar:my-tag",
          "localhost:1234/gcr.io_foo_bar:tilt-11cd0eb38bc3ceb9",
          "registry:1234/gcr.io_foo_bar:tilt-11cd0eb38bc3ceb9", ""},
      Row{"skips", "", false, true, kRegistry, "localhost:1234/gcr.io_foo_bar:T",
          "localhost:1234/gcr.io_foo_bar:T", "registry:1234/gcr.io_foo_bar:T", ""},
      Row{"tag and skips", "my-tag", false, true, kRegistry, "gcr.io/foo/bar:my-tag",
          "gcr.io/foo/bar:my-tag", "gcr.io/foo/bar:my-tag", ""});
  INFO(row.name);
  const auto filled = [&temporary](const char* text) {
    return replace_all(text, ":T", ":" + temporary);
  };

  Bench bench;
  bench.processes.answer = builds(bench);
  graph::CustomBuild build = command();
  build.tag = row.tag;
  build.disable_push = row.disable_push;
  build.skips_local_docker = row.skips;
  const graph::ImageTarget target = bench.target("gcr.io/foo/bar", build);
  const auto image = bench.build(target, row.registry);
  REQUIRE(image.ok());
  CHECK(seen_variable(bench.processes.requests.at(0), "EXPECTED_REF") == filled(row.expected_ref));
  CHECK(image->local.familiar() == filled(row.local));
  CHECK(image->cluster.familiar() == filled(row.cluster));
  CHECK(image->image_id == (row.skips ? "" : kId));
  CHECK(bench.source.asked == (row.skips ? 0 : 1));

  std::vector<std::string> untagged;
  for (const auto& call : bench.source.engine.calls) {
    if (call.rfind("untag ", 0) == 0) {
      untagged.push_back(call.substr(6));
    }
  }
  CHECK(join(untagged, " ") == filled(row.untagged));
}

TEST_CASE("Podman's own short name of the temporary tag goes as well") {
  Bench bench;
  bench.processes.answer =
      [&bench](const exec::ProcessRequest& request) -> Result<exec::ProcessExit> {
    const std::string built = seen_variable(request, "EXPECTED_REF");
    bench.source.engine.images["docker.io/library/" + built] = kId;
    bench.source.engine.images["localhost/" + built] = kId;
    return exited(0);
  };
  const auto target = bench.target("foo", command());
  REQUIRE(bench.build(target).ok());
  std::vector<std::string> left;
  for (const auto& [name, id] : bench.source.engine.images) {
    left.push_back(name);
  }
  CHECK(join(left, " ") == "docker.io/library/foo:tilt-11cd0eb38bc3ceb9");
}

TEST_CASE("the command's variables: the user's cannot hide ours, dependencies are numbered") {
  Bench bench;
  bench.processes.answer = builds(bench);
  bench.environment["COLUMNS"] = "132";
  bench.source.in_use.docker_host = "unix:///run/podman.sock";
  graph::CustomBuild build = command();
  build.env = {{"EXPECTED_REF", "mine"}, {"MODE", "fast"}};
  const auto target = bench.target("example.com/team/api", build);
  const std::vector<BuiltDependency> dependencies{
      {0, *Reference::parse("example.com/base"),
       *Reference::parse("localhost:1234/example.com_base:tilt-1")}};
  REQUIRE(bench.build(target, kRegistry, dependencies).ok());
  const auto& request = bench.processes.requests.at(0);
  CHECK(request.command.directory == "/p");
  CHECK(request.command.input.empty());
  const std::vector<std::pair<std::string, std::string>> expected{
      {"EXPECTED_REF", "localhost:1234/example.com_team_api:tilt-build-1551202573-00000abc000"},
      {"EXPECTED_IMAGE", "example.com_team_api"},
      {"EXPECTED_TAG", "tilt-build-1551202573-00000abc000"},
      {"REGISTRY_HOST", "localhost:1234"},
      {"EXPECTED_REGISTRY", "localhost:1234"},
      {"DOCKER_HOST", "unix:///run/podman.sock"},
      {"TILT_IMAGE_MAP_0", "example.com_base"},
      {"TILT_IMAGE_0", "localhost:1234/example.com_base:tilt-1"},
      {"MODE", "fast"},
      {"COLUMNS", "132"},
      {"LINES", "24"},
  };
  for (const auto& [name, value] : expected) {
    INFO(name);
    CHECK(seen_variable(request, name) == value);
  }
}

TEST_CASE("which variables are absent") {
  Bench bench;
  bench.processes.answer = builds(bench, "gcr.io/foo/bar:dev");
  bench.disk = disk_with({{"/p/x", ""}});
  SECTION("no registry, none of its variables") {
    bench.processes.answer = builds(bench);
    const auto target = bench.target("foo", command());
    REQUIRE(bench.build(target).ok());
    CHECK(seen_variable(bench.processes.requests.at(0), "EXPECTED_IMAGE") == "library/foo");
    CHECK(seen_variable(bench.processes.requests.at(0), "REGISTRY_HOST") == "(unset)");
    CHECK(seen_variable(bench.processes.requests.at(0), "DOCKER_HOST") == "(unset)");
  }
  SECTION("a file has the reference, nothing is expected") {
    graph::CustomBuild build = command();
    build.outputs_image_ref_to = "/p/ref";
    const auto target = bench.target("foo", build);
    CHECK_FALSE(bench.build(target, kRegistry).ok());
    CHECK(seen_variable(bench.processes.requests.at(0), "EXPECTED_REF") == "(unset)");
    CHECK(seen_variable(bench.processes.requests.at(0), "EXPECTED_TAG") == "(unset)");
    CHECK(seen_variable(bench.processes.requests.at(0), "REGISTRY_HOST") == "localhost:1234");
  }
  SECTION("own tag without engine: no registry") {
    graph::CustomBuild build = command();
    build.tag = "dev";
    build.skips_local_docker = true;
    const auto target = bench.target("foo", build);
    REQUIRE(bench.build(target, kRegistry).ok());
    CHECK(seen_variable(bench.processes.requests.at(0), "REGISTRY_HOST") == "(unset)");
  }
}

// The command writes `content` to the file; an older reference lies there before.
Result<BuiltImage> build_with_file(Bench& bench, const std::string& content, bool skips) {
  bench.disk = disk_with({{"/p/ref", "gcr.io/old/one:old"}});
  bench.processes.answer = [&bench,
                            content](const exec::ProcessRequest&) -> Result<exec::ProcessExit> {
    if (!content.empty()) {
      REQUIRE(bench.disk.write("/p/ref", content).ok());
    }
    return exited(0);
  };
  graph::CustomBuild build = command();
  build.outputs_image_ref_to = "/p/ref";
  build.skips_local_docker = skips;
  const auto target = bench.target("gcr.io/foo/bar", build);
  return bench.build(target, kRegistry);
}

TEST_CASE("outputs_image_ref_to= is taken word for word, with the cluster's host") {
  Bench bench;
  bench.source.engine.images["localhost:1234/foo:dev"] = kId;
  const auto image = build_with_file(bench, "localhost:1234/foo:dev\n", false);
  REQUIRE(image.ok());
  CHECK(image->local.familiar() == "localhost:1234/foo:dev");
  CHECK(image->cluster.familiar() == "registry:1234/foo:dev");
  CHECK(image->image_id == kId);
  CHECK(join(bench.source.engine.calls, "; ") == "inspect localhost:1234/foo:dev");
}

TEST_CASE("outputs_image_ref_to= with skips_local_docker= asks no engine") {
  Bench bench;
  const auto image = build_with_file(bench, "gcr.io/foo/bar:dev", true);
  REQUIRE(image.ok());
  CHECK(image->cluster.familiar() == "gcr.io/foo/bar:dev");
  CHECK(bench.source.asked == 0);
}

TEST_CASE("a file without a usable reference") {
  struct Row {
    std::string content, code, words;
  };
  const Row row = GENERATE(Row{"", "output-file-missing", "/p/ref"},
                           Row{"gcr.io/foo/bar", "output-file-malformed", "expected a tag"},
                           Row{"not a reference", "output-file-malformed", "/p/ref"},
                           Row{std::string(100'000, 'x'), "output-file-malformed", "larger than"},
                           Row{"gcr.io/foo/bar:dev", "image-not-found", "gcr.io/foo/bar:dev"});
  Bench bench;
  const auto image = build_with_file(bench, row.content, false);
  REQUIRE_FALSE(image.ok());
  const Diagnostic& diagnostic = image.error().diagnostic();
  CHECK(diagnostic.code == row.code);
  CHECK(render_full(diagnostic).find(row.words) != std::string::npos);
  CHECK(location(diagnostic.primary.span) == "/p/Tiltfile:1:1");
}

TEST_CASE("a command that fails: its status, its words, its place") {
  Bench bench;
  bench.processes.answer = [](const exec::ProcessRequest& request) -> Result<exec::ProcessExit> {
    request.sink(OutputStream::kOut, "failing\n");
    return exited(7);
  };
  const auto target = bench.target("gcr.io/foo/bar", command());
  const auto image = bench.build(target);
  REQUIRE_FALSE(image.ok());
  const std::string text = render_full(image.error().diagnostic());
  CHECK(text.find("custom_build of `gcr.io/foo/bar` failed: exit status 7") != std::string::npos);
  CHECK(text.find("/p/Tiltfile:1:1") != std::string::npos);
  CHECK(text.find("the command is: ./build.sh\n") != std::string::npos);
  CHECK(bench.output.find("$ ./build.sh\nfailing\n") != std::string::npos);
  CHECK(bench.source.engine.calls.empty());
}

TEST_CASE("a command that succeeds without an image: what to check, and what is there instead") {
  Bench bench;
  bench.processes.answer = builds(bench, "other.io/bar:latest");
  graph::CustomBuild build = command();
  build.tag = GENERATE("", "dev");
  const auto target = bench.target("gcr.io/foo/bar", build);
  const auto image = bench.build(target);
  REQUIRE_FALSE(image.ok());
  const Diagnostic& diagnostic = image.error().diagnostic();
  CHECK(diagnostic.code == "image-not-found");
  const std::string text = render_full(diagnostic);
  CHECK(text.find("similar names there: other.io/bar:latest") != std::string::npos);
  CHECK(text.find("Docker 20.10 at unix:///run/fake.sock") != std::string::npos);
  CHECK(diagnostic.help.find("skips_local_docker=True") != std::string::npos);
}

TEST_CASE("what stops a custom_build before or after its command") {
  Bench bench;
  bench.processes.answer = builds(bench);
  graph::CustomBuild build = command();
  std::string code;
  SECTION("no engine") {
    bench.source.failure = error("no-container-engine", "none");
    code = "no-container-engine";
  }
  SECTION("no program") {
    bench.processes.answer = [](const exec::ProcessRequest&) -> Result<exec::ProcessExit> {
      return error("program-not-found", "`sh` was not found");
    };
    code = "program-not-found";
  }
  SECTION("a tag that is none") {
    build.tag = "gcr.io/x:dev";
    code = "invalid-image-tag";
  }
  SECTION("cancelled") {
    bench.processes.answer = [](const exec::ProcessRequest&) -> Result<exec::ProcessExit> {
      return exec::ProcessExit{143, 15, true};
    };
    code = "cancelled";
  }
  SECTION("the engine fails") {
    bench.source.engine.failure = error("engine-connection-lost", "gone");
    code = "engine-connection-lost";
  }
  SECTION("an ID that makes no tag") {
    bench.processes.answer =
        [&bench](const exec::ProcessRequest& request) -> Result<exec::ProcessExit> {
      bench.source.engine.images[seen_variable(request, "EXPECTED_REF")] = "sha256:12";
      return exited(0);
    };
    code = "digest-too-short";
  }
  const auto target = bench.target("gcr.io/foo/bar", build);
  const auto image = bench.build(target);
  REQUIRE_FALSE(image.ok());
  CHECK(image.error().diagnostic().code == code);
  CHECK(location(image.error().diagnostic().primary.span) == "/p/Tiltfile:1:1");
}

TEST_CASE("two builds of one image within a second do not share their temporary tag") {
  Bench bench;
  bench.processes.answer = builds(bench);
  const auto target = bench.target("foo", command());
  REQUIRE(bench.build(target).ok());
  REQUIRE(bench.build(target).ok());
  CHECK(seen_variable(bench.processes.requests.at(0), "EXPECTED_REF") !=
        seen_variable(bench.processes.requests.at(1), "EXPECTED_REF"));
}

}  // namespace
}  // namespace tiltc::images
