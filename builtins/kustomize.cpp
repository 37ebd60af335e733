#include <fmt/format.h>

#include <algorithm>

#include "arguments.h"
#include "base/path.h"
#include "base/sha256.h"
#include "base/text.h"
#include "kustomization.h"
#include "programs.h"
#include "tables.h"

// kustomize() builds a kustomization with the user's own kustomize or kubectl, in the background.
namespace tiltc::builtins {

namespace {

struct KustomizeArguments {
  Path paths;
  std::optional<Path> kustomize_bin;
  StringList flags;
};

// Flags that let kustomize read nothing but what the kustomizations name.
bool reads_no_more(const std::string& flag) {
  constexpr std::string_view kHarmless[] = {"--load-restrictor",
                                            "LoadRestrictionsNone",
                                            "LoadRestrictionsRootOnly",
                                            "--enable-managedby-label",
                                            "--reorder",
                                            "legacy",
                                            "none"};
  const std::string name = flag.substr(0, flag.find('='));
  return std::find(std::begin(kHarmless), std::end(kHarmless), name) != std::end(kHarmless);
}

// The program and its first words: kustomize_bin, else kustomize, else kubectl. Empty: none is
// installed.
std::vector<std::string> kustomize_program(Session& session, const KustomizeArguments& arguments,
                                           const PureCommand& command) {
  if (arguments.kustomize_bin) {
    return {session.resolve(arguments.kustomize_bin->text), "build"};
  }
  const auto is_there = [&](const char* name) {
    return find_program(session.disk_beside_commands(), name, command.directory,
                        command.environment)
        .has_value();
  };
  if (is_there("kustomize")) {
    return {"kustomize", "build"};
  }
  return is_there("kubectl") ? std::vector<std::string>{"kubectl", "kustomize"}
                             : std::vector<std::string>{};
}

Diagnostic kustomize_failure(const PureCommand& command, const std::string& folder,
                             const CommandOutcome& outcome) {
  return error("kustomize-failed", fmt::format("kustomize can't build {}: {}", folder,
                                               describe_exit(outcome.exit_code)))
      .note(fmt::format("it says:\n{}", trim(outcome.error_output)))
      .note("the command was: " + shell_join(command.argv));
}

Result<PureCommand> kustomize_command(Session& session, const BuiltinCall& call,
                                      const KustomizeArguments& arguments,
                                      const std::string& folder) {
  Result<KustomizationInputs> inputs = kustomization_inputs(
      session.disk_beside_commands(),
      [&session](const std::string& path) { return session.shown(path); }, folder);
  if (!inputs.ok()) {
    Diagnostic& wrong = inputs.error().diagnostic();
    return std::move(wrong.primary.span ? wrong.also(call.span_of("paths"), "used here")
                                        : wrong.at(call.span_of("paths")));
  }
  for (const std::string& path : inputs->paths) {
    session.watch(path);
  }
  PureCommand command;
  command.environment = session.command_environment();
  command.directory = session.directory();
  command.inputs = std::move(inputs->paths);
  const std::vector<std::string>& flags = arguments.flags.values;
  command.may_be_kept = inputs->complete && std::all_of(flags.begin(), flags.end(), &reads_no_more);
  command.argv = kustomize_program(session, arguments, command);
  if (command.argv.empty()) {
    return error("program-missing",
                 "kustomize() needs the program `kustomize` or `kubectl`; neither is on PATH")
        .at(call.span())
        .with_help("install one: https://kubectl.docs.kubernetes.io/installation/kustomize/");
  }
  command.argv.insert(command.argv.end(), flags.begin(), flags.end());
  // kustomize takes some absolute paths for paths outside of the kustomization's root.
  command.argv.push_back(relative_path(command.directory, folder));
  return command;
}

Result<Value> kustomize(Session& session, const BuiltinCall& call,
                        const KustomizeArguments& arguments) {
  const std::string folder = session.resolve(arguments.paths.text);
  Result<PureCommand> command = kustomize_command(session, call, arguments, folder);
  if (!command.ok()) {
    return std::move(command).error();
  }
  auto finish = [&session, command = *command, shown = session.shown(folder),
                 place = session.place(call.span())](
                    const Result<CommandOutcome>& outcome) -> Result<std::string> {
    if (!outcome.ok()) {
      return place.put(outcome.error().diagnostic());
    }
    if (!outcome->succeeded()) {
      return place.put(session.scrubber().scrub(kustomize_failure(command, shown, *outcome)));
    }
    session.note_command({command.argv, command.directory, sha256_hex(outcome->output)});
    session.log_lines(outcome->error_output);
    return outcome->output;
  };
  return session.heap().host(
      std::make_unique<Blob>(session.deferred().start(std::move(*command), std::move(finish)),
                             "kustomize: " + session.shown(folder)));
}

using Args = KustomizeArguments;
constexpr Builtin kKustomize{
    "kustomize",
    "Builds a kustomization and returns its YAML as a blob. Runs `kustomize build`, or `kubectl "
    "kustomize` where there is no kustomize, in the background, side by side with other commands "
    "of "
    "its kind, and not at all while the files that it reads are what they were.",
    kustomize,
    required<&Args::paths>("paths", "Folder of the kustomization."),
    optional<&Args::kustomize_bin>("kustomize_bin", "The program to run in place of kustomize."),
    optional<&Args::flags>("flags", "More arguments of `kustomize build`."),
};

constexpr std::array kEntries{entry<kKustomize>};

}  // namespace

Table kustomize_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
