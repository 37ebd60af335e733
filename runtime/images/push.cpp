#include "images/push.h"

#include <fmt/format.h>

#include "content_tagging.h"
#include "images/credentials.h"

namespace tiltc::images {
namespace {

bool below_registry(const RegistryHosts& registry, const Reference& local) {
  const std::string prefix = registry.host + "/";
  return !registry.host.empty() && local.name().compare(0, prefix.size(), prefix) == 0;
}

}  // namespace

bool pushes_itself(const graph::ImageTarget& target) {
  const auto* custom = std::get_if<graph::CustomBuild>(&target.build);
  return custom != nullptr && (custom->disable_push || custom->skips_local_docker);
}

// The order of the questions is the order in which a reason is given.
PushDecision decide_push(const PushQuestion& question) {
  if (pushes_itself(question.target)) {
    return {false, "its custom_build() is set to push by itself"};
  }
  if (!question.is_deployed) {
    return {false, "no object names it: only other images are built from it"};
  }
  if (question.policy == PushPolicy::kNever) {
    return {false, "--push=never"};
  }
  if (below_registry(question.registry, question.local)) {
    return {true, fmt::format("default_registry() is {}", question.registry.host)};
  }
  const std::string& domain = question.local.domain();
  // `localhost` without a port is how Podman calls what is only here.
  if (domain != "docker.io" && domain != "localhost") {
    return {true, fmt::format("its name has the registry {}", domain)};
  }
  if (question.policy == PushPolicy::kAlways) {
    return {true, "--push=always"};
  }
  return {false,
          "no registry is known: set default_registry(), put a host before its name, or say "
          "--push=always"};
}

Async<Status> push_image(PushJob job, PushTools tools, Log log) {
  const CredentialSources sources{job.engine.info().kind, tools.environment, tools.disk,
                                  tools.processes};
  auto credentials = co_await find_credentials(job.local, sources);
  if (!credentials.ok()) {
    co_return credentials.error().diagnostic().at(job.span, "of this image");
  }
  PushRequest request{job.local, std::move(*credentials)};
  Status pushed = co_await job.engine.push(std::move(request), std::move(log));
  if (!pushed.ok()) {
    co_return pushed.error().diagnostic().at(job.span, "of this image");
  }
  co_return Done{};
}

Async<bool> is_pushed_already(const BuiltImage& image, RegistryClient& registry) {
  if (!image.has_content_tag) {
    co_return false;
  }
  auto found = co_await registry.find(image.local);
  co_return found.ok() && found->has_value();
}

Async<Result<std::string>> pushed_digest(const BuiltImage& image, const graph::ImageTarget& target,
                                         RegistryClient& registry) {
  auto found = co_await registry.find(image.local);
  if (!found.ok()) {
    co_return at_image(found.error().diagnostic(), target);
  }
  if (!found->has_value()) {
    co_return error("image-missing", fmt::format("the registry {} has no image `{}`",
                                                 image.local.domain(), image.local.familiar()))
        .at(target.span, "of this image")
        .note("pods that name it could not start")
        .with_help(pushes_itself(target) ? "its command has to push it: does it?"
                                         : "was it removed after it had been pushed?");
  }
  co_return (*found)->digest;
}

}  // namespace tiltc::images
