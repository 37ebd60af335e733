#include <fmt/format.h>

#include "arguments.h"
#include "base/command.h"
#include "base/path.h"
#include "base/text.h"
#include "choices.h"
#include "image_arguments.h"
#include "tables.h"

// local() runs a command now; local_resource() registers one for the run.
namespace tiltc::builtins {

namespace {

struct LocalArguments {
  CommandLine command;
  bool quiet = false;
  Value command_bat;
  bool echo_off = false;
  StringMap env;
  std::optional<Path> dir;
  Text standard_input;
};

// The command as its author wrote it: without the `sh -c` that a string got.
std::string shown_command(const graph::Argv& argv) {
  return argv.size() == 3 && argv[0] == "sh" && argv[1] == "-c" ? argv[2] : shell_join(argv);
}

// Collects standard output whole, and shows both streams line by line.
class LocalOutput {
 public:
  LocalOutput(Session& session, bool quiet) : session_(session), quiet_(quiet) {}

  void take(OutputStream stream, std::string_view bytes) {
    const bool is_out = stream == OutputStream::kOut;
    (is_out ? output_ : error_output_) += bytes;
    if (quiet_) {
      return;
    }
    std::string& line = is_out ? output_line_ : error_line_;
    line += bytes;
    for (std::size_t end = line.find('\n'); end != std::string::npos; end = line.find('\n')) {
      session_.log(" → " + line.substr(0, end));
      line.erase(0, end + 1);
    }
  }

  void finish() {
    for (std::string* line : {&output_line_, &error_line_}) {
      if (!line->empty()) {
        session_.log(" → " + *line);
        line->clear();
      }
    }
  }

  const std::string& output() const { return output_; }
  const std::string& error_output() const { return error_output_; }
  bool empty() const { return output_.empty() && error_output_.empty(); }

 private:
  Session& session_;
  bool quiet_;
  std::string output_, error_output_, output_line_, error_line_;
};

std::vector<std::string> full_environment(
    const Session& session, const std::vector<std::pair<std::string, std::string>>& extra) {
  std::vector<std::string> environment;
  for (const auto& [key, value] : session.command_environment()) {
    environment.push_back(key + "=" + value);
  }
  for (const auto& [key, value] : extra) {
    environment.push_back(key + "=" + value);
  }
  return environment;
}

Diagnostic local_failure(const BuiltinCall& call, const std::string& shown,
                         const CommandOutcome& outcome, const LocalOutput& output, bool quiet) {
  Diagnostic diagnostic = error("local-failed", fmt::format("the command \"{}\" failed: {}", shown,
                                                            describe_exit(outcome.exit_code)))
                              .at(call.span_of("command"));
  if (quiet) {
    for (const auto& [name, text] : {std::pair("standard output", output.output()),
                                     std::pair("standard error", output.error_output())}) {
      if (!trim(text).empty()) {
        diagnostic.note(fmt::format("{}:\n{}", name, trim(text)));
      }
    }
  }
  return diagnostic;
}

Result<Value> local(Session& session, const BuiltinCall& call, const LocalArguments& arguments) {
  if (arguments.command.argv.empty()) {
    return error("empty-command", "`command` of local is empty").at(call.span_of("command"));
  }
  const std::string shown = shown_command(arguments.command.argv);
  if (!arguments.echo_off) {
    session.log("local: " + shown);
  }
  Command command;
  command.argv = arguments.command.argv;
  command.environment = full_environment(session, arguments.env.entries);
  command.environment_base = EnvironmentBase::kEmpty;
  command.directory = arguments.dir ? session.resolve(arguments.dir->text) : session.directory();
  command.input = arguments.standard_input.text;
  LocalOutput output(session, arguments.quiet);
  Result<CommandOutcome> outcome = session.commands().run(
      command,
      [&output](OutputStream stream, std::string_view bytes) { output.take(stream, bytes); });
  output.finish();
  if (!outcome.ok()) {
    return std::move(outcome.error().diagnostic().at(call.span_of("command")));
  }
  if (!outcome->succeeded()) {
    return local_failure(call, shown, *outcome, output, arguments.quiet);
  }
  if (output.empty() && !arguments.quiet && !arguments.echo_off) {
    session.log(" → [no output]");
  }
  return session.heap().host(std::make_unique<Blob>(output.output(), "local: " + shown));
}

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
  Value readiness_probe;
  std::optional<Path> dir, serve_dir;
};

Status check_name(const BuiltinCall& call, const std::string& name) {
  if (name.empty() || name == "." || name == ".." ||
      name.find_first_of("/%") != std::string::npos) {
    return error("bad-resource-name", fmt::format("{} is no name for a resource", json_quote(name)))
        .at(call.span_of("name"))
        .note("a name is not empty, not `.` or `..`, and holds neither `/` nor `%`");
  }
  return Done{};
}

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
  resource.span = call.span();
  return resource;
}

Result<Done> local_resource(Session& session, const BuiltinCall& call,
                            const LocalResourceArguments& arguments) {
  if (Status checked = check_name(call, arguments.name); !checked.ok()) {
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
  session.targets().local_resources.push_back(make_local_resource(session, call, arguments));
  return Done{};
}

constexpr Builtin kLocal{
    "local",
    "Runs a command now, while the Tiltfile is evaluated, and returns its standard output as a "
    "blob.",
    local,
    required<&LocalArguments::command>("command", "A string for sh, or an argv."),
    optional<&LocalArguments::quiet>("quiet", "Do not log the output."),
    optional<&LocalArguments::command_bat>("command_bat",
                                           "The command on Windows; not looked at elsewhere."),
    optional<&LocalArguments::echo_off>("echo_off", "Do not log the command."),
    optional<&LocalArguments::env>("env", "Environment variables for the command."),
    optional<&LocalArguments::dir>("dir", "Folder in which it runs; default: the Tiltfile's."),
    optional<&LocalArguments::standard_input>("stdin", "Text for its standard input."),
};
using Args = LocalResourceArguments;
constexpr Builtin kLocalResource{
    "local_resource",
    "Registers a command that runs on this machine before the images are built.",
    local_resource,
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
};

constexpr std::array kEntries{entry<kLocal>, entry<kLocalResource>};

}  // namespace

Table commands_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
