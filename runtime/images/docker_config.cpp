#include "docker_config.h"

#include <fmt/format.h>

#include <vector>

#include "base/path.h"
#include "base/text.h"

namespace tiltc::images {
namespace {

std::string context_in_use(const Environment& environment, const std::optional<Json>& config) {
  const std::string chosen = variable(environment, "DOCKER_CONTEXT");
  if (!chosen.empty()) {
    return chosen;
  }
  return std::string(config ? config->string_at("currentContext") : std::string_view{});
}

// The folder of a context is named after the SHA-256 of its name; its meta.json has the name
// itself.
std::vector<DockerContext> known_contexts(const Disk& disk, const std::string& config_directory) {
  std::vector<DockerContext> contexts;
  const std::string meta = join_path(config_directory, "contexts/meta");
  const auto entries = disk.list(meta);
  if (!entries.ok()) {
    return contexts;
  }
  for (const auto& entry : *entries) {
    const auto json = read_user_json(disk, join_path(meta, entry.name + "/meta.json"));
    if (!json.ok() || !json->has_value()) {
      continue;
    }
    const Json* endpoints = (*json)->find("Endpoints");
    const Json* docker = endpoints == nullptr ? nullptr : endpoints->find("docker");
    DockerContext context;
    context.name = (*json)->string_at("Name");
    context.host = docker == nullptr ? "" : docker->string_at("Host");
    const Json* skips = docker == nullptr ? nullptr : docker->find("SkipTLSVerify");
    context.skips_verification =
        skips != nullptr && skips->get<bool>() != nullptr && *skips->get<bool>();
    const std::string tls = join_path(config_directory, "contexts/tls/" + entry.name + "/docker");
    context.tls_directory = disk.kind(tls) == FileKind::kDirectory ? tls : "";
    contexts.push_back(std::move(context));
  }
  return contexts;
}

Diagnostic unknown_context(const std::string& name, const std::vector<DockerContext>& contexts) {
  std::vector<std::string> names;
  for (const auto& context : contexts) {
    names.push_back(context.name);
  }
  Diagnostic diagnostic =
      error("docker-context-unknown", fmt::format("there is no docker context `{}`", name));
  diagnostic.note("it is chosen by DOCKER_CONTEXT, or by `currentContext` in Docker's config.json");
  if (!names.empty()) {
    diagnostic.note(fmt::format("known: {}", join(names, ", ")));
  }
  return diagnostic.with_help(
      "`docker context use default` goes back to the engine of this machine");
}

}  // namespace

std::string docker_config_directory(const Environment& environment) {
  std::string directory = variable(environment, "DOCKER_CONFIG");
  if (directory.empty() && !variable(environment, "HOME").empty()) {
    directory = join_path(variable(environment, "HOME"), ".docker");
  }
  return directory;
}

Result<std::optional<Json>> read_user_json(const Disk& disk, const std::string& path) {
  if (path.empty() || disk.kind(path) != FileKind::kFile) {
    return std::optional<Json>();
  }
  Result<std::string> text = disk.read(path);
  if (!text.ok()) {
    return error("credentials-unreadable", text.error().diagnostic().message);
  }
  Result<Json> json = parse_json(path, std::move(*text));
  if (!json.ok() || json->get<Json::Object>() == nullptr) {
    // The parser's own diagnostic would show a line of the file.
    const std::string place = json.ok() ? path : location(json.error().diagnostic().primary.span);
    return error("credentials-unreadable", fmt::format("{} is not a JSON object", path))
        .note(fmt::format("the mistake is at {}", place.empty() ? path : place))
        .with_help("repair the file, or move it away and log in again");
  }
  return std::optional<Json>(std::move(*json));
}

Result<std::optional<DockerContext>> docker_context(const Disk& disk,
                                                    const Environment& environment) {
  const std::string directory = docker_config_directory(environment);
  if (directory.empty()) {
    return std::optional<DockerContext>();
  }
  auto config = read_user_json(disk, join_path(directory, "config.json"));
  if (!config.ok()) {
    return std::move(config).error();
  }
  const std::string name = context_in_use(environment, *config);
  if (name.empty() || name == "default") {
    return std::optional<DockerContext>();
  }
  const std::vector<DockerContext> contexts = known_contexts(disk, directory);
  for (const auto& context : contexts) {
    if (context.name == name) {
      return std::optional<DockerContext>(context);
    }
  }
  return unknown_context(name, contexts);
}

}  // namespace tiltc::images
