#include <fmt/format.h>

#include "images/custom_build.h"

// The variables of a custom_build's command.
namespace tiltc::images {

std::vector<std::pair<std::string, std::string>> custom_build_variables(
    const BuildJob& job, const std::optional<Reference>& expected, const std::string& docker_host) {
  const auto& build = std::get<graph::CustomBuild>(job.target.build);
  std::vector<std::pair<std::string, std::string>> variables(build.env.begin(), build.env.end());
  if (expected) {
    variables.emplace_back("EXPECTED_REF", expected->familiar());
    variables.emplace_back("EXPECTED_IMAGE", expected->path());
    variables.emplace_back("EXPECTED_TAG", expected->tag());
  }
  // With a tag of its own that no engine is asked about, the registry plays no part.
  const bool has_registry =
      !job.refs.registry.host.empty() && custom_build_mode(build) != CustomBuildMode::kRemoteOwnTag;
  if (has_registry) {
    variables.emplace_back("REGISTRY_HOST", job.refs.registry.host);
    variables.emplace_back("EXPECTED_REGISTRY", job.refs.registry.host);
  }
  if (!docker_host.empty()) {
    variables.emplace_back("DOCKER_HOST", docker_host);
  }
  for (std::size_t i = 0; i < job.dependencies.size(); ++i) {
    const BuiltDependency& dependency = job.dependencies[i];
    variables.emplace_back(fmt::format("TILT_IMAGE_MAP_{}", i),
                           image_map_name(dependency.configured));
    variables.emplace_back(fmt::format("TILT_IMAGE_{}", i), dependency.local.familiar());
  }
  return variables;
}

}  // namespace tiltc::images
