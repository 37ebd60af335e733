#include "images/push.h"

#include "catch.h"
#include "test_fakes.h"

namespace tiltc::images {
namespace {

TEST_CASE("what is pushed, and why not") {
  struct Row {
    const char *ref, *local, *host;
    bool disable_push, skips, deployed;
    PushPolicy policy;
    bool push;
    const char* reason;
  };
  using P = PushPolicy;
  const Row row = GENERATE(
      Row{"foo", "r.io/foo", "r.io", false, false, true, P::kAuto, true,
          "default_registry() is r.io"},
      Row{"gcr.io/a", "gcr.io/a", "", false, false, true, P::kAuto, true,
          "has the registry gcr.io"},
      Row{"foo", "foo", "", false, false, true, P::kAuto, false, "no registry is known"},
      Row{"me/foo", "me/foo", "", false, false, true, P::kAuto, false, "no registry is known"},
      Row{"localhost/foo", "localhost/foo", "", false, false, true, P::kAuto, false,
          "no registry is known"},
      Row{"localhost:5/foo", "localhost:5/foo", "", false, false, true, P::kAuto, true,
          "localhost:5"},
      // A reference that a command wrote may lie outside of the registry.
      Row{"foo", "bar:1", "r.io", false, false, true, P::kAuto, false, "no registry is known"},
      Row{"foo", "docker.io/me/foo", "docker.io/me", false, false, true, P::kAuto, true,
          "docker.io/me"},
      Row{"foo", "foo", "", false, false, true, P::kAlways, true, "--push=always"},
      Row{"foo", "r.io/foo", "r.io", false, false, true, P::kNever, false, "--push=never"},
      Row{"foo", "r.io/foo", "r.io", false, false, false, P::kAlways, false, "no object names it"},
      Row{"foo", "r.io/foo", "r.io", true, false, true, P::kAlways, false, "push by itself"},
      Row{"foo", "r.io/foo", "r.io", false, true, true, P::kAlways, false, "push by itself"});
  INFO(row.ref << " as " << row.local);
  Bench bench;
  graph::CustomBuild build;
  build.disable_push = row.disable_push;
  build.skips_local_docker = row.skips;
  const graph::ImageTarget target = bench.target(row.ref, build);
  const Reference local = *Reference::parse(row.local);
  const RegistryHosts registry{row.host, "", ""};
  const PushDecision decision = decide_push({target, local, registry, row.deployed, row.policy});
  CHECK(decision.push == row.push);
  CHECK(decision.reason.find(row.reason) != std::string::npos);
}

TEST_CASE("a push takes the registry's credentials along") {
  Bench bench;
  bench.disk = disk_with({{"/c/config.json", R"({"auths":{"r.io":{"auth":"dTpw"}}})"}});
  bench.environment["DOCKER_CONFIG"] = "/c";
  PushJob job{bench.source.engine, *Reference::parse("r.io/foo:1"), {bench.tiltfile, 0, 12}};
  const PushTools tools{bench.environment, bench.disk, bench.processes};
  REQUIRE(wait_for(push_image(job, tools, bench.log())).ok());
  REQUIRE(bench.source.engine.last_credentials.has_value());
  CHECK(bench.source.engine.last_credentials->user == "u");
  CHECK(bench.output == "pushed\n");
}

TEST_CASE("a push that fails points at the image") {
  Bench bench;
  const bool at_credentials = GENERATE(false, true);
  if (at_credentials) {
    bench.environment["DOCKER_CONFIG"] = "/c";
    bench.disk = disk_with({{"/c/config.json", "nonsense"}});
  } else {
    bench.source.engine.failure = error("push-failed", "refused");
  }
  PushJob job{bench.source.engine, *Reference::parse("r.io/foo:1"), {bench.tiltfile, 0, 12}};
  const PushTools tools{bench.environment, bench.disk, bench.processes};
  const Status pushed = wait_for(push_image(job, tools, bench.log()));
  REQUIRE_FALSE(pushed.ok());
  CHECK(location(pushed.error().diagnostic().primary.span) == "/p/Tiltfile:1:1");
  CHECK(pushed.error().diagnostic().code ==
        (at_credentials ? "credentials-unreadable" : "push-failed"));
}

}  // namespace
}  // namespace tiltc::images
