#include "images/inputs_key.h"

#include <fmt/format.h>

#include "base/path.h"
#include "base/sha256.h"
#include "images/build_context.h"
#include "tree_digest.h"

namespace tiltc::images {
namespace {

// Changes when what a key is made of does.
constexpr std::string_view kFormat = "tiltc inputs 1";

// Collects fields so that no two lists of them make the same bytes.
class Fields {
 public:
  void add(std::string_view value) {
    digest_.update(fmt::format("{}:", value.size()));
    digest_.update(value);
  }

  void add(const std::vector<std::string>& values) {
    add(std::to_string(values.size()));
    for (const std::string& value : values) {
      add(value);
    }
  }

  std::string hex() { return digest_.hex(); }

 private:
  Sha256 digest_;
};

// Secrets and SSH keys count by their names: their values do not get into the image.
Status add_docker_build(Fields& fields, const graph::ImageTarget& target,
                        const graph::DockerBuild& build, const Environment& environment,
                        const Disk& disk) {
  fields.add("docker_build");
  fields.add(build.dockerfile->text());
  for (const auto& [name, value] : build.build_args) {
    fields.add(name);
    fields.add(value.empty() ? variable(environment, name) : value);
  }
  fields.add(build.target);
  fields.add(build.network);
  fields.add(build.platform);
  fields.add(build.extra_hosts);
  fields.add(build.secrets);
  fields.add(build.ssh);
  if (build.context == "-") {
    return Done{};
  }
  Result<ContextRules> rules = context_rules(target, build, disk);
  if (!rules.ok()) {
    return std::move(rules).error();
  }
  Result<std::string> files = tree_digest(build.context, rules->ignore);
  if (!files.ok()) {
    return std::move(files).error();
  }
  fields.add(*files);
  return Done{};
}

Status add_custom_build(Fields& fields, const graph::ImageTarget& target,
                        const graph::CustomBuild& build, const Disk& disk) {
  fields.add("custom_build");
  fields.add(build.command);
  fields.add(relative_path(target.tiltfile_directory, build.directory));
  fields.add(build.tag);
  for (const auto& [name, value] : build.env) {
    fields.add(name);
    fields.add(value);
  }
  for (const std::string& dep : build.deps) {
    if (disk.kind(dep) != FileKind::kDirectory) {
      Result<std::string> file = file_digest(dep);
      if (!file.ok()) {
        return std::move(file).error();
      }
      fields.add(*file);
      continue;
    }
    Result<ContextRules> rules = dep_rules(target, dep, disk);
    if (!rules.ok()) {
      return std::move(rules).error();
    }
    Result<std::string> files = tree_digest(dep, rules->ignore);
    if (!files.ok()) {
      return std::move(files).error();
    }
    fields.add(*files);
  }
  return Done{};
}

}  // namespace

Result<std::string> inputs_key(const graph::ImageTarget& target,
                               const std::vector<std::string>& dependency_keys,
                               const Environment& environment, const Disk& disk) {
  Fields fields;
  fields.add(kFormat);
  fields.add(dependency_keys);
  const auto* docker = std::get_if<graph::DockerBuild>(&target.build);
  Status added =
      docker != nullptr
          ? add_docker_build(fields, target, *docker, environment, disk)
          : add_custom_build(fields, target, std::get<graph::CustomBuild>(target.build), disk);
  if (!added.ok()) {
    Diagnostic diagnostic = added.error().diagnostic();
    if (!diagnostic.primary.span) {
      diagnostic.at(target.span, "read for this image");
    }
    return diagnostic;
  }
  return fields.hex();
}

}  // namespace tiltc::images
