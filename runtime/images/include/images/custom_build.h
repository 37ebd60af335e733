#pragma once

#include <string>
#include <utility>
#include <vector>

#include "images/image_build.h"

namespace tiltc::images {

// How the image leaves a custom_build(): follows from its arguments.
enum class CustomBuildMode {
  kEngine,        // built into the engine as $EXPECTED_REF, tagged by content
  kOwnTag,        // tag=: built into the engine under that tag, tagged by content
  kOutputFile,    // outputs_image_ref_to=: the command writes the reference
  kRemote,        // skips_local_docker=: the engine is not asked, the temporary tag is final
  kRemoteOwnTag,  // tag= and skips_local_docker=: neither engine nor registry are
  kRemoteFile,    // outputs_image_ref_to= and skips_local_docker=
};

CustomBuildMode custom_build_mode(const graph::CustomBuild& build);

// The reference that the command has to build; no value in the modes with a file.
Result<std::optional<Reference>> expected_reference(const BuildJob& job,
                                                    const std::string& temporary_tag);

// The variables that the command gets beside the run's own, in order, the user's first: a later one
// wins. `docker_host` is "" for none.
std::vector<std::pair<std::string, std::string>> custom_build_variables(
    const BuildJob& job, const std::optional<Reference>& expected, const std::string& docker_host);

Async<Result<BuiltImage>> run_custom_build(BuildJob job, BuildTools tools, Log log);

}  // namespace tiltc::images
