#pragma once

#include <memory>
#include <string>

#include "images/image_build.h"

namespace tiltc::images {

// Finds, once a run, a docker client that can drive BuildKit: an old one has it inside, from 23.0
// on it takes the buildx plugin. Docker's clients on PATH are asked in order, then /usr/bin/docker.
class BuildKitClient {
 public:
  BuildKitClient() = default;

  // Path of the client; "" when there is none.
  Async<std::string> find(ProcessRunner& processes, const Environment& environment);

 private:
  std::optional<std::string> found_;
};

// The Dockerfile as the builder gets it: each image of this run that it names is replaced by the
// reference of its build. The text is untouched when there is none. Fails when a dependency is
// missing.
Result<std::string> dockerfile_for_build(const BuildJob& job, const ReferenceMatcher& matcher);

Async<Result<BuiltImage>> run_docker_build(BuildJob job, BuildTools tools, Log log);

}  // namespace tiltc::images
