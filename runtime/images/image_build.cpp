#include "images/image_build.h"

#include "images/custom_build.h"
#include "images/docker_build.h"

namespace tiltc::images {

bool needs_engine(const graph::ImageTarget& target) {
  const auto* custom = std::get_if<graph::CustomBuild>(&target.build);
  return custom == nullptr || !custom->skips_local_docker;
}

Async<Result<BuiltImage>> build_image(BuildJob job, BuildTools tools, Log log) {
  if (std::holds_alternative<graph::CustomBuild>(job.target.build)) {
    return run_custom_build(std::move(job), tools, std::move(log));
  }
  return run_docker_build(std::move(job), tools, std::move(log));
}

}  // namespace tiltc::images
