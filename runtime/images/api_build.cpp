#include <fmt/format.h>

#include <set>

#include "base/path.h"
#include "builders.h"
#include "content_tagging.h"
#include "dockerfile_labels.h"
#include "formats/dockerfile.h"
#include "images/credentials.h"

namespace tiltc::images {
namespace {

constexpr std::string_view kDockerfileName = ".tiltc-dockerfile";

// Docker's builder drops a Dockerfile that .dockerignore names, and .dockerignore itself if that is
// named too. So it gets a .dockerignore that does so: the context's own with a line more, or one of
// ours.
ExtraFile hiding_dockerignore(const BuilderInput& input) {
  const std::string own = join_path(input.build().context, ".dockerignore");
  std::string text;
  if (input.build().context != "-" && !input.rules.ignore.ignored(".dockerignore") &&
      input.tools.disk.kind(own) == FileKind::kFile) {
    text = *input.tools.disk.read(own);
  }
  const std::string also_itself = text.empty() ? "\n.dockerignore" : "";
  return {".dockerignore", fmt::format("{}\n{}{}\n", text, kDockerfileName, also_itself)};
}

// For pulling base images. What cannot be found out is left out: the registry may be open.
Async<std::vector<Credentials>> base_credentials(const BuilderInput& input) {
  std::vector<Credentials> all;
  std::set<std::string> domains;
  auto source = std::make_shared<const Source>("Dockerfile", input.dockerfile);
  const Result<Dockerfile> dockerfile = Dockerfile::parse(std::move(source));
  if (!dockerfile.ok()) {
    co_return all;
  }
  const BuildArguments arguments(input.build().build_args.begin(), input.build().build_args.end());
  for (const auto& use : dockerfile->image_uses(arguments)) {
    const Result<Reference> image = Reference::parse(use.reference);
    if (!image.ok() || !domains.insert(image->domain()).second) {
      continue;
    }
    const CredentialSources sources{input.engine.engine.info().kind, input.tools.environment,
                                    input.tools.disk, input.tools.processes};
    auto credentials = co_await find_credentials(*image, sources);
    if (credentials.ok() && credentials->has_value()) {
      all.push_back(**std::move(credentials));
    } else if (!credentials.ok()) {
      say(input.log, credentials.error().diagnostic().message);
    }
  }
  co_return all;
}

// An argument without a value is the environment's to give.
std::vector<std::pair<std::string, std::optional<std::string>>> build_args(
    const BuilderInput& input) {
  std::vector<std::pair<std::string, std::optional<std::string>>> args;
  for (const auto& [key, value] : input.build().build_args) {
    const auto known = input.tools.environment.find(key);
    if (!value.empty()) {
      args.emplace_back(key, value);
    } else if (known != input.tools.environment.end()) {
      args.emplace_back(key, known->second);
    } else {
      args.emplace_back(key, std::nullopt);
    }
  }
  return args;
}

ApiBuild request_of(const BuilderInput& input) {
  const graph::DockerBuild& build = input.build();
  ApiBuild request;
  request.dockerfile = kDockerfileName;
  request.hidden = {std::string(kDockerfileName)};
  request.build_args = build_args(input);
  request.labels = {{std::string(kBuiltLabel), "true"}, {std::string(kCollectableLabel), "true"}};
  request.target = build.target;
  request.network = build.network;
  request.platform = build.platform;
  request.cache_from = build.cache_from;
  request.extra_hosts = build.extra_hosts;
  request.pull = build.pull;
  request.isolation = input.engine.isolation;
  return request;
}

std::optional<Diagnostic> unsupported(const BuilderInput& input, bool podman) {
  const graph::DockerBuild& build = input.build();
  const bool secrets = !build.secrets.empty() && !podman;
  if (!secrets && build.ssh.empty()) {
    return std::nullopt;
  }
  Diagnostic diagnostic =
      error("build-needs-buildkit",
            fmt::format("{} of docker_build needs BuildKit", secrets ? "secret=" : "ssh="))
          .at(input.job.target.span, "of this image");
  diagnostic.note(fmt::format("the engine is {}", input.engine.engine.info().title()));
  return diagnostic.with_help(
      podman ? "use Docker, or build with custom_build() and `podman build --ssh`"
             : "install the docker client's buildx plugin, or a client older than 23 (Debian's "
               "docker.io), and leave DOCKER_BUILDKIT alone");
}

}  // namespace

Async<Result<std::string>> build_with_api(BuilderInput input) {
  const bool podman = input.engine.engine.info().kind == EngineKind::kPodman;
  if (auto diagnostic = unsupported(input, podman)) {
    co_return *std::move(diagnostic);
  }
  ApiBuild request = request_of(input);
  std::vector<ExtraFile> extra{{std::string(kDockerfileName), input.dockerfile}};
  if (podman) {
    request.labels.clear();
    extra.front().content = with_labels(input.dockerfile, input.build().target);
    Result<ApiSecrets> secrets = read_secrets(input);
    if (!secrets.ok()) {
      co_return std::move(secrets).error();
    }
    request.secrets = std::move(secrets->specs);
    for (auto& file : secrets->files) {
      request.hidden.push_back(file.name);
      extra.push_back(std::move(file));
    }
  } else {
    extra.push_back(hiding_dockerignore(input));
  }
  request.credentials = co_await base_credentials(input);
  request.tar = tar_stream(input.build().context, input.rules.ignore, std::move(extra));
  co_return co_await input.engine.engine.build(std::move(request), input.log);
}

}  // namespace tiltc::images
