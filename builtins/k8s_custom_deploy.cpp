#include <fmt/format.h>

#include <algorithm>

#include "arguments.h"
#include "base/text.h"
#include "choices.h"
#include "formats/reference.h"
#include "image_arguments.h"
#include "tables.h"

// Resources whose objects a command of the user's applies.
namespace tiltc::builtins {

namespace {

struct CustomDeployArguments {
  std::string name;
  CommandLine apply_cmd;
  CommandLine delete_cmd;
  Paths deps;
  std::string image_selector;
  LiveUpdate live_update;
  std::optional<Path> apply_dir;
  StringMap apply_env;
  Value apply_cmd_bat;
  std::optional<Path> delete_dir;
  StringMap delete_env;
  Value delete_cmd_bat;
  std::string container_selector;
  StringList image_deps;
};

Status check_commands(const BuiltinCall& call, const CustomDeployArguments& arguments) {
  for (const auto& [parameter, command] : {std::pair("apply_cmd", &arguments.apply_cmd),
                                           std::pair("delete_cmd", &arguments.delete_cmd)}) {
    if (command->argv.empty()) {
      return error("empty-command", fmt::format("`{}` of k8s_custom_deploy is empty", parameter))
          .at(call.span_of(parameter));
    }
  }
  return Done{};
}

Status check_selectors(const BuiltinCall& call, const CustomDeployArguments& arguments) {
  const int selectors =
      (arguments.image_selector.empty() ? 0 : 1) + (arguments.container_selector.empty() ? 0 : 1);
  if (arguments.live_update.steps.empty() || selectors == 1) {
    return arguments.image_selector.empty()
               ? Status(Done{})
               : check_references(call, "image_selector", {arguments.image_selector});
  }
  return error("live-update-selector",
               selectors == 0 ? "`live_update` of k8s_custom_deploy has no container to go to"
                              : "k8s_custom_deploy has image_selector and container_selector")
      .at(call.span_of("live_update"))
      .note("live_update wants exactly one of image_selector and container_selector");
}

// References in full form, each once.
std::vector<std::string> normalized(const std::vector<std::string>& references) {
  std::vector<std::string> full;
  for (const std::string& text : references) {
    std::string reference = Reference::parse(text)->normalized();
    if (std::find(full.begin(), full.end(), reference) == full.end()) {
      full.push_back(std::move(reference));
    }
  }
  return full;
}

graph::CustomDeploy make_deploy(Session& session, const BuiltinCall& call,
                                const CustomDeployArguments& arguments) {
  const auto directory = [&session](const std::optional<Path>& path) {
    return path ? session.resolve(path->text) : session.directory();
  };
  graph::CustomDeploy deploy;
  deploy.name = arguments.name;
  deploy.apply_command = arguments.apply_cmd.argv;
  deploy.apply_env = arguments.apply_env.entries;
  deploy.apply_directory = directory(arguments.apply_dir);
  deploy.delete_command = arguments.delete_cmd.argv;
  deploy.delete_env = arguments.delete_env.entries;
  deploy.delete_directory = directory(arguments.delete_dir);
  for (const std::string& dep : arguments.deps.values) {
    deploy.deps.push_back(session.resolve(dep));
  }
  deploy.image_deps = normalized(arguments.image_deps.values);
  deploy.image_selector = arguments.image_selector;
  deploy.container_selector = arguments.container_selector;
  deploy.span = call.span();
  deploy.image_deps_span = call.span_of("image_deps");
  return deploy;
}

Result<Done> k8s_custom_deploy(Session& session, const BuiltinCall& call,
                               const CustomDeployArguments& arguments) {
  Status checked = check_resource_name(call, arguments.name);
  if (checked.ok()) {
    checked = check_commands(call, arguments);
  }
  if (checked.ok()) {
    checked = check_selectors(call, arguments);
  }
  if (checked.ok()) {
    checked = check_references(call, "image_deps", arguments.image_deps.values);
  }
  if (!checked.ok()) {
    return checked;
  }
  auto steps = take_steps(session, call, arguments.live_update);
  if (!steps.ok()) {
    return std::move(steps).error();
  }
  if (Status claimed = session.claim_resource_name(arguments.name, call.span_of("name"));
      !claimed.ok()) {
    return claimed;
  }
  graph::CustomDeploy deploy = make_deploy(session, call, arguments);
  deploy.live_update = std::move(*steps);
  session.targets().custom_deploys.push_back(std::move(deploy));
  return Done{};
}

using Args = CustomDeployArguments;
constexpr Builtin kK8sCustomDeploy{
    "k8s_custom_deploy",
    "A resource whose Kubernetes objects a command applies; the command prints what it applied. "
    "Recorded, since nothing is deployed.",
    k8s_custom_deploy,
    required<&Args::name>("name", "Unique name of the resource."),
    required<&Args::apply_cmd>("apply_cmd", "Applies the objects and prints them as YAML."),
    required<&Args::delete_cmd>("delete_cmd", "Deletes the objects."),
    required<&Args::deps>("deps", "Files and folders whose change applies them again."),
    optional<&Args::image_selector>("image_selector",
                                    "live_update goes to containers of this image."),
    optional<&Args::live_update>("live_update", "Steps that update running containers."),
    optional<&Args::apply_dir>("apply_dir", "Folder of apply_cmd; default: the Tiltfile's."),
    optional<&Args::apply_env>("apply_env", "Environment variables of apply_cmd."),
    optional<&Args::apply_cmd_bat>("apply_cmd_bat",
                                   "apply_cmd on Windows; not looked at elsewhere."),
    optional<&Args::delete_dir>("delete_dir", "Folder of delete_cmd; default: the Tiltfile's."),
    optional<&Args::delete_env>("delete_env", "Environment variables of delete_cmd."),
    optional<&Args::delete_cmd_bat>("delete_cmd_bat",
                                    "delete_cmd on Windows; not looked at elsewhere."),
    optional<&Args::container_selector>("container_selector",
                                        "live_update goes to containers of this name."),
    optional<&Args::image_deps>("image_deps",
                                "Images that are built first; apply_cmd finds their references in "
                                "TILT_IMAGE_0, TILT_IMAGE_1, …"),
};

constexpr std::array kEntries{entry<kK8sCustomDeploy>};

}  // namespace

Table k8s_custom_deploy_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
