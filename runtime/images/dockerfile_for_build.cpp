#include <fmt/format.h>

#include <algorithm>

#include "formats/dockerfile.h"
#include "images/docker_build.h"

namespace tiltc::images {
namespace {

const BuiltDependency* dependency_at(const BuildJob& job, std::size_t image) {
  const auto found = std::find_if(
      job.dependencies.begin(), job.dependencies.end(),
      [image](const BuiltDependency& dependency) { return dependency.image == image; });
  return found == job.dependencies.end() ? nullptr : &*found;
}

}  // namespace

Result<std::string> dockerfile_for_build(const BuildJob& job, const ReferenceMatcher& matcher) {
  const auto& build = std::get<graph::DockerBuild>(job.target.build);
  const std::string text(build.dockerfile->text());
  if (job.dependencies.empty()) {
    return text;
  }
  Result<Dockerfile> dockerfile = Dockerfile::parse(build.dockerfile);
  if (!dockerfile.ok()) {
    return std::move(dockerfile).error();
  }
  BuildArguments arguments(build.build_args.begin(), build.build_args.end());
  std::vector<TextEdit> edits;
  std::size_t replaced = 0;
  std::vector<bool> seen(job.dependencies.size());
  for (const DockerfileImageUse& use : dockerfile->image_uses(arguments)) {
    const Result<Reference> reference = Reference::parse(use.reference);
    const auto image = reference.ok() ? matcher.match(*reference) : std::nullopt;
    if (!image) {
      continue;
    }
    const BuiltDependency* dependency = dependency_at(job, *image);
    if (dependency == nullptr) {
      return error("image-dependency-missing",
                   fmt::format("`{}` is built from `{}`, which has not been built", job.target.ref,
                               use.reference))
          .at(use.span, "used here");
    }
    const auto number = static_cast<std::size_t>(dependency - job.dependencies.data());
    replaced += seen[number] ? 0 : 1;
    seen[number] = true;
    edits.push_back(replace_image(use, dependency->local.familiar()));
  }
  if (replaced < job.dependencies.size()) {
    const auto unused =
        static_cast<std::size_t>(std::find(seen.begin(), seen.end(), false) - seen.begin());
    return error("image-dependency-unused",
                 fmt::format("the Dockerfile of `{}` does not use `{}`", job.target.ref,
                             job.dependencies[unused].configured.familiar()))
        .at(job.target.span, "of this image");
  }
  return apply_edits(text, std::move(edits));
}

}  // namespace tiltc::images
