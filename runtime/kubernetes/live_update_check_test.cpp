#include "testing.h"

namespace tiltc::kubernetes {
namespace {

using graph::LiveUpdateStep;
using testing::TargetsBuilder;

LiveUpdateStep sync(TargetsBuilder& builder, const std::string& path) {
  LiveUpdateStep step;
  step.local_path = path;
  step.remote_path = "/app";
  step.span = builder.call("sync(" + path + ")");
  return step;
}

TargetsBuilder images_of(const std::string& synced) {
  TargetsBuilder builder;
  builder.image("base").image("api", {"base"});
  std::get<graph::CustomBuild>(builder.targets.images[0].build).deps = {"/p/lib"};
  std::get<graph::CustomBuild>(builder.targets.images[1].build).deps = {"/p/src", "/p/file"};
  builder.targets.images[1].live_update = {sync(builder, synced)};
  builder.yaml(testing::deployment("api", "api"));
  return builder;
}

TEST_CASE("files of images that it is built from count") {
  for (const char* path : {"/p/src", "/p/src/a/b", "/p/file", "/p/lib/x"}) {
    testing::assembled(images_of(path).targets);
  }
}

TEST_CASE("files that nothing is made of are told with their step") {
  for (const char* path : {"/p", "/p/srcs", "/other"}) {
    CHECK(testing::failure(images_of(path).targets) ==
          "Tiltfile:3:1: `" + std::string(path) + "` is not among the files that `api` is made of");
  }
}

TEST_CASE("images that nothing runs are not asked") {
  TargetsBuilder builder = images_of("/other");
  builder.targets.manifests.clear();
  testing::assembled(builder.targets);
}

TEST_CASE("a command of nothing builds nothing") {
  TargetsBuilder builder;
  builder.image("api");
  auto& build = std::get<graph::CustomBuild>(builder.targets.images[0].build);
  build.command = {"sh", "-c", ":"};
  build.deps = {"/p"};
  builder.targets.images[0].live_update = {sync(builder, "/p/a")};
  builder.yaml(testing::deployment("api", "api"));
  Diagnostics warnings;
  const graph::Graph graph = testing::assembled(builder.targets, warnings);
  CHECK(warnings.all().empty());
  CHECK(graph.resources[0].images.empty());
  CHECK(join_manifests(*inject(graph, {})) == testing::deployment("api", "api"));
}

}  // namespace
}  // namespace tiltc::kubernetes
