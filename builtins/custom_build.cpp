#include <fmt/format.h>

#include <algorithm>

#include "base/path.h"
#include "formats/reference.h"
#include "image_arguments.h"
#include "tables.h"

namespace tiltc::builtins {

namespace {

struct CustomBuildArguments {
  std::string ref;
  CommandLine command;
  Paths deps;
  std::string tag;
  bool disable_push = false;
  bool skips_local_docker = false;
  LiveUpdate live_update;
  bool match_in_env_vars = false;
  Strings ignore;
  Entrypoint entrypoint;
  ContainerArgs container_args;
  Value command_bat_val;
  std::string outputs_image_ref_to;
  Value command_bat;
  StringList image_deps;
  StringMap env;
  std::optional<Path> dir;
};

Status check_arguments(const BuiltinCall& call, const CustomBuildArguments& arguments) {
  if (arguments.command.argv.empty()) {
    return error("empty-command", "`command` of custom_build is empty")
        .at(call.span_of("command"))
        .note("the command has to build the image $EXPECTED_REF");
  }
  if (!arguments.tag.empty() && !arguments.outputs_image_ref_to.empty()) {
    return error("conflicting-arguments",
                 "custom_build takes `tag=` or `outputs_image_ref_to=`, not both")
        .at(call.span_of("outputs_image_ref_to"))
        .also(call.span_of("tag"), "the tag")
        .note("either tiltc chooses the reference, or the command tells it");
  }
  for (const auto& [key, value] : arguments.env.entries) {
    if (key.empty() || key.find('=') != std::string::npos) {
      return error("bad-environment-name",
                   fmt::format("`env` of custom_build has the variable name \"{}\"", key))
          .at(call.span_of("env"))
          .note("a name is not empty and holds no `=`");
    }
  }
  return Done{};
}

// References in the order given, each once.
std::vector<std::string> unique_references(const std::vector<std::string>& given) {
  std::vector<std::string> unique;
  for (const std::string& text : given) {
    std::string normalized = Reference::parse(text)->normalized();
    if (std::find(unique.begin(), unique.end(), normalized) == unique.end()) {
      unique.push_back(std::move(normalized));
    }
  }
  return unique;
}

graph::CustomBuild make_build(Session& session, const CustomBuildArguments& arguments) {
  graph::CustomBuild build;
  build.command = arguments.command.argv;
  for (const std::string& dep : arguments.deps.values) {
    build.deps.push_back(session.resolve(dep));
    if (session.disk().kind(build.deps.back()) == FileKind::kDirectory) {
      session.watch(join_path(build.deps.back(), ".dockerignore"));
    }
  }
  build.tag = arguments.tag;
  build.disable_push = arguments.disable_push;
  build.skips_local_docker = arguments.skips_local_docker;
  if (!arguments.outputs_image_ref_to.empty()) {
    build.outputs_image_ref_to = session.resolve(arguments.outputs_image_ref_to);
  }
  build.image_deps = unique_references(arguments.image_deps.values);
  build.env = arguments.env.entries;
  build.directory = arguments.dir ? session.resolve(arguments.dir->text) : session.directory();
  return build;
}

Result<Value> custom_build(Session& session, const BuiltinCall& call,
                           const CustomBuildArguments& arguments) {
  const ImageArguments common{arguments.live_update, arguments.match_in_env_vars, arguments.ignore,
                              arguments.entrypoint, arguments.container_args};
  Result<graph::ImageTarget> image = make_image(session, call, arguments.ref, common);
  if (!image.ok()) {
    return std::move(image).error();
  }
  if (Status checked = check_arguments(call, arguments); !checked.ok()) {
    return std::move(checked).error();
  }
  if (Status checked = check_references(call, "image_deps", arguments.image_deps.values);
      !checked.ok()) {
    return std::move(checked).error();
  }
  image->build = make_build(session, arguments);
  std::string ref = image->ref;
  session.targets().images.push_back(std::move(*image));
  return call.heap().host(std::make_unique<CustomBuildHandle>(std::move(ref)));
}

using Args = CustomBuildArguments;
constexpr Builtin kCustomBuild{
    "custom_build",
    "Builds an image with a command of yours. The command finds the reference to build in "
    "$EXPECTED_REF.",
    custom_build,
    required<&Args::ref>("ref", "Name of the image, as the YAML and other images write it."),
    required<&Args::command>("command", "What builds the image: a string for sh, or an argv."),
    required<&Args::deps>("deps", "Files and folders that the image is made of."),
    optional<&Args::tag>(
        "tag", "The tag that the command gives the image by itself; it is retagged after."),
    optional<&Args::disable_push>("disable_push", "The command pushes the image itself."),
    optional<&Args::skips_local_docker>("skips_local_docker",
                                        "The image never appears in the local engine: "
                                        "the command pushes $EXPECTED_REF itself."),
    optional<&Args::live_update>("live_update", "Steps that update a running container; recorded."),
    optional<&Args::match_in_env_vars>("match_in_env_vars",
                                       "Also replace the image where it is the whole "
                                       "value of a container's environment variable."),
    optional<&Args::ignore>("ignore", "Patterns of files in deps that do not matter."),
    optional<&Args::entrypoint>("entrypoint",
                                "Replaces `command` of the containers that run the image."),
    optional<&Args::container_args>("container_args",
                                    "Replaces `args` of the containers; [] removes them."),
    optional<&Args::command_bat_val>("command_bat_val", "The command on Windows.")
        .deprecated("use command_bat"),
    optional<&Args::outputs_image_ref_to>("outputs_image_ref_to",
                                          "File into which the command writes the "
                                          "reference that it built."),
    optional<&Args::command_bat>("command_bat", "The command on Windows; not looked at elsewhere."),
    optional<&Args::image_deps>("image_deps",
                                "Images that the command uses, built before it; their "
                                "references are in $TILT_IMAGE_0, $TILT_IMAGE_1, …"),
    optional<&Args::env>("env", "Environment variables of the command."),
    optional<&Args::dir>("dir", "Folder in which the command runs; default: the Tiltfile's."),
    example(R"(
custom_build(
    'example.com/api',
    'docker build -t $EXPECTED_REF api',
    deps = ['api'],
)
)"),
};

constexpr std::array kEntries{entry<kCustomBuild>};

}  // namespace

Table custom_build_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
