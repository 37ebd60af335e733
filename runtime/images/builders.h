#pragma once

#include <string>

#include "images/build_context.h"
#include "images/image_build.h"

// The two ways to build from a Dockerfile: through a docker client, which brings BuildKit's
// session, and through the engine's API.
namespace tiltc::images {

struct BuilderInput {
  const BuildJob& job;
  const BuildTools& tools;
  EngineInUse& engine;
  const ContextRules& rules;
  const std::string& dockerfile;  // its text, as the builder gets it
  const Log& log;

  const graph::DockerBuild& build() const { return std::get<graph::DockerBuild>(job.target.build); }
};

inline constexpr std::string_view kBuiltLabel = "dev.tilt.built";
inline constexpr std::string_view kCollectableLabel = "dev.tilt.gc";

// All return the ID of the image.

// BuildKit: the client `docker` sends the context itself, and next time only what has changed in
// it. Dockerfile and ignore rules lie in a directory of their own, so that no COPY sees them.
Async<Result<std::string>> build_with_buildkit(BuilderInput input, std::string docker);

// Podman, and Docker without BuildKit: the filtered context as a tar stream.
Async<Result<std::string>> build_with_api(BuilderInput input);

// secret= of Podman's API: the values themselves travel in the tar. Error: build-secret-unreadable.
struct ApiSecrets {
  std::vector<std::string> specs;
  std::vector<ExtraFile> files;
};
Result<ApiSecrets> read_secrets(const BuilderInput& input);

}  // namespace tiltc::images
