#include "compose_images.h"

#include <fmt/format.h>

namespace tiltc::kubernetes {

namespace {

// The references that may stand for the service's image, the strongest first.
std::vector<std::string> names_of_image(const graph::Targets& targets,
                                        const graph::ComposeResource& resource) {
  if (!resource.image.empty()) {
    return {resource.image};
  }
  if (!resource.service.image.empty()) {
    return {resource.service.image};
  }
  const std::string& project = targets.compose_projects[resource.project].name;
  const std::string& service = resource.service.service;
  // Compose 2, Compose 1.
  return {project + "-" + service, project + "_" + service};
}

std::optional<graph::ImageId> image_of(const graph::Targets& targets, const ImageGraph& images,
                                       const graph::ComposeResource& resource) {
  for (const std::string& name : names_of_image(targets, resource)) {
    const Result<Reference> reference = Reference::parse(name);
    if (const auto image = reference.ok() ? images.match(*reference) : std::nullopt) {
      return image;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<std::optional<graph::ImageId>>> compose_images(const graph::Targets& targets,
                                                                  const ImageGraph& images) {
  std::vector<std::optional<graph::ImageId>> found;
  if (targets.registry && !targets.compose_projects.empty()) {
    return error("compose-with-registry", "Docker Compose can't run images of a default_registry()")
        .at(targets.registry->span)
        .also(targets.compose_projects.front().span, "a Compose project is registered here")
        .note("Compose runs the images of this machine's engine, by the names in its files");
  }
  for (const graph::ComposeResource& resource : targets.compose_resources) {
    found.push_back(image_of(targets, images, resource));
    if (!found.back()) {
      continue;
    }
    const graph::ImageTarget& image = targets.images[graph::index(*found.back())];
    if (image.entrypoint) {
      return error("compose-with-entrypoint",
                   fmt::format("`entrypoint` of {} has no effect on the Compose service `{}`",
                               image.ref, resource.service.service))
          .at(image.span)
          .also(resource.span, "the service is registered here")
          .with_help("set the service's entrypoint in its Compose file");
    }
  }
  return found;
}

}  // namespace tiltc::kubernetes
