#include <fmt/format.h>

#include "arguments.h"
#include "base/text.h"
#include "choices.h"
#include "image_arguments.h"
#include "probes.h"
#include "tables.h"

// Commands that a run executes on this machine.
namespace tiltc::builtins {

namespace {

struct LocalResourceArguments {
  std::string name;
  CommandLine cmd;
  Paths deps;
  TriggerModeArgument trigger_mode;
  StringList resource_deps;
  Strings ignore;
  bool auto_init = true;
  CommandLine serve_cmd;
  Value cmd_bat, serve_cmd_bat;
  bool allow_parallel = false;
  Links links;
  Strings labels;
  StringMap env, serve_env;
  ProbeArgument readiness_probe;
  std::optional<Path> dir, serve_dir;
};

Status check_commands(const BuiltinCall& call, const LocalResourceArguments& arguments) {
  const std::string_view function = call.info().name;
  if (arguments.cmd.argv.empty() && arguments.serve_cmd.argv.empty()) {
    return error("missing-argument", fmt::format("{} {} has neither cmd nor serve_cmd", function,
                                                 json_quote(arguments.name)))
        .at(call.span())
        .with_help("give it a command: cmd='make'");
  }
  if (arguments.dir && arguments.cmd.argv.empty()) {
    return error("useless-argument", "`dir` is the folder of `cmd`, which is missing")
        .at(call.span_of("dir"))
        .with_help("the folder of serve_cmd is serve_dir");
  }
  if (arguments.serve_dir && arguments.serve_cmd.argv.empty()) {
    return error("useless-argument", "`serve_dir` is the folder of `serve_cmd`, which is missing")
        .at(call.span_of("serve_dir"));
  }
  return check_patterns(call, "ignore", arguments.ignore);
}

graph::LocalResource make_local_resource(Session& session, const BuiltinCall& call,
                                         const LocalResourceArguments& arguments) {
  graph::LocalResource resource;
  resource.name = arguments.name;
  resource.command = arguments.cmd.argv;
  resource.env = arguments.env.entries;
  resource.directory = arguments.dir ? session.resolve(arguments.dir->text) : session.directory();
  resource.serve_command = arguments.serve_cmd.argv;
  resource.serve_env = arguments.serve_env.entries;
  resource.serve_directory =
      arguments.serve_dir ? session.resolve(arguments.serve_dir->text) : session.directory();
  for (const std::string& dep : arguments.deps.values) {
    resource.deps.push_back(session.resolve(dep));
  }
  resource.ignore = arguments.ignore.values;
  resource.resource_deps = arguments.resource_deps.values;
  resource.labels = arguments.labels.values;
  resource.links = arguments.links.values;
  resource.trigger_mode = arguments.trigger_mode.mode;
  resource.auto_init = arguments.auto_init;
  resource.allow_parallel = arguments.allow_parallel || arguments.cmd.argv.empty();
  resource.readiness_probe = arguments.readiness_probe.probe;
  resource.span = call.span();
  return resource;
}

Result<Done> register_resource(Session& session, const BuiltinCall& call,
                               const LocalResourceArguments& arguments) {
  if (Status checked = check_resource_name(call, arguments.name); !checked.ok()) {
    return checked;
  }
  if (Status checked = check_commands(call, arguments); !checked.ok()) {
    return checked;
  }
  if (Status checked = check_labels(call, arguments.labels); !checked.ok()) {
    return checked;
  }
  if (Status claimed = session.claim_resource_name(arguments.name, call.span_of("name"));
      !claimed.ok()) {
    return claimed;
  }
  if (arguments.readiness_probe.probe && arguments.serve_cmd.argv.empty()) {
    session.diagnostics().add(
        warning("useless-argument", "`readiness_probe` is of `serve_cmd`, which is missing")
            .at(call.span_of("readiness_probe")));
  }
  session.targets().local_resources.push_back(make_local_resource(session, call, arguments));
  return Done{};
}

Result<Done> local_resource(Session& session, const BuiltinCall& call,
                            const LocalResourceArguments& arguments) {
  return register_resource(session, call, arguments);
}

Result<Done> test(Session& session, const BuiltinCall& call,
                  const LocalResourceArguments& arguments) {
  session.diagnostics().add(warning("deprecated-builtin", "test() is an old name")
                                .at(call.span())
                                .with_help("use local_resource(…, allow_parallel=True)"));
  LocalResourceArguments parallel = arguments;
  parallel.allow_parallel |= !call.was_given("allow_parallel");
  return register_resource(session, call, parallel);
}

using Args = LocalResourceArguments;
using Body = Result<Done> (*)(Session&, const BuiltinCall&, const Args&);

consteval auto local_builtin(std::string_view name, std::string_view doc, Body body,
                             std::string_view program) {
  return Builtin{
      name,
      doc,
      body,
      required<&Args::name>("name", "Unique name of the resource."),
      optional<&Args::cmd>("cmd", "The command: a string for sh, or an argv."),
      optional<&Args::deps>("deps", "Files and folders whose change runs it again."),
      optional<&Args::trigger_mode>("trigger_mode", "TRIGGER_MODE_AUTO or TRIGGER_MODE_MANUAL."),
      optional<&Args::resource_deps>("resource_deps", "Resources that come before it."),
      optional<&Args::ignore>("ignore", "Patterns of files in deps that do not matter."),
      optional<&Args::auto_init>("auto_init", "Run it without being asked."),
      optional<&Args::serve_cmd>("serve_cmd", "A server to keep running; recorded."),
      optional<&Args::cmd_bat>("cmd_bat", "cmd on Windows; not looked at elsewhere."),
      optional<&Args::serve_cmd_bat>("serve_cmd_bat",
                                     "serve_cmd on Windows; not looked at elsewhere."),
      optional<&Args::allow_parallel>("allow_parallel", "It may run at the same time as others."),
      optional<&Args::links>("links", "URLs, link() values, or a list."),
      optional<&Args::labels>("labels", "Groups it belongs to."),
      optional<&Args::env>("env", "Environment variables of cmd."),
      optional<&Args::serve_env>("serve_env", "Environment variables of serve_cmd."),
      optional<&Args::readiness_probe>("readiness_probe",
                                       "How serve_cmd is known to be ready; recorded."),
      optional<&Args::dir>("dir", "Folder in which cmd runs; default: the Tiltfile's."),
      optional<&Args::serve_dir>("serve_dir",
                                 "Folder in which serve_cmd runs; default: the Tiltfile's."),
      example(program),
  };
}

constexpr auto kLocalResource = local_builtin(
    "local_resource", "Registers a command that runs on this machine before the images are built.",
    local_resource, R"(
local_resource('generate', 'echo generated > version.txt', deps = ['templates'])
local_resource('lint', ['sh', '-c', 'exit 0'], resource_deps = ['generate'])
)");
constexpr auto kTest = local_builtin(
    "test", "An old name of local_resource, with allow_parallel=True unless it is given.", test,
    "");

constexpr std::array kEntries{entry<kLocalResource>, entry<kTest>};

}  // namespace

Table local_resource_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
