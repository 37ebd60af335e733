#include <fmt/format.h>

#include "arguments.h"
#include "base/path.h"
#include "base/sha256.h"
#include "base/text.h"
#include "helm_chart.h"
#include "programs.h"
#include "tables.h"

// helm() renders a local chart with the user's own Helm, in the background.
namespace tiltc::builtins {

namespace {

struct HelmArguments {
  Path paths;
  std::string name = "chart";
  std::string namespace_;
  Paths values;
  Strings set;
  std::string kube_version;
  bool skip_crds = false;
};

constexpr const char* kInstallHelm = "install Helm 3 or later: https://helm.sh/docs/intro/install/";

Diagnostic helm_is_missing() {
  return error("program-missing", "helm() needs the program `helm`, which is not on PATH")
      .with_help(kInstallHelm);
}

// Helm 2 knows neither the arguments of `helm template` nor an answer without its server.
bool is_helm_2(Session& session, const PureCommand& template_command) {
  Command command;
  command.argv = {"helm", "version", "--short"};
  for (const auto& [name, value] : template_command.environment) {
    command.environment.push_back(name + "=" + value);
  }
  command.environment_base = EnvironmentBase::kEmpty;
  command.directory = template_command.directory;
  const Result<CommandOutcome> outcome = session.commands().run(command, nullptr);
  return outcome.ok() && (outcome->output.starts_with("v2.") ||
                          outcome->output.find("\nv2.") != std::string::npos ||
                          outcome->output.find("Client: v2.") != std::string::npos);
}

Diagnostic helm_failure(Session& session, const PureCommand& command, const std::string& chart,
                        const CommandOutcome& outcome) {
  if (is_helm_2(session, command)) {
    return error("helm-too-old", "helm() needs Helm 3 or later; the `helm` on PATH is Helm 2")
        .with_help(kInstallHelm);
  }
  return error("helm-failed", fmt::format("`helm template` can't render {}: {}", chart,
                                          describe_exit(outcome.exit_code)))
      .note(fmt::format("helm says:\n{}", trim(outcome.error_output)))
      .note("the command was: " + shell_join(command.argv));
}

std::vector<std::string> template_command(Session& session, const std::string& chart,
                                          const HelmArguments& arguments) {
  std::vector<std::string> argv{"helm", "template", arguments.name, chart};
  if (!arguments.skip_crds) {
    argv.push_back("--include-crds");
  }
  if (!arguments.namespace_.empty()) {
    argv.insert(argv.end(), {"--namespace", arguments.namespace_});
  }
  if (!arguments.kube_version.empty()) {
    argv.insert(argv.end(), {"--kube-version", arguments.kube_version});
  }
  for (const std::string& file : arguments.values.values) {
    argv.insert(argv.end(), {"--values", session.resolve(file)});
  }
  for (const std::string& setting : arguments.set.values) {
    argv.insert(argv.end(), {"--set", setting});
  }
  return argv;
}

Status check_chart(Session& session, const BuiltinCall& call, const HelmArguments& arguments,
                   const std::string& chart) {
  if (session.disk_beside_commands().kind(chart) != FileKind::kDirectory) {
    return error("helm-chart-missing", fmt::format("{} is no folder", session.shown(chart)))
        .at(call.span_of("paths"))
        .note("helm() renders a chart that lies on this machine, by its folder");
  }
  if (arguments.name.empty() || arguments.name.starts_with('-')) {
    return error("bad-release-name",
                 fmt::format("{} is no name for a release", json_quote(arguments.name)))
        .at(call.span_of("name"));
  }
  return Done{};
}

// The chart's folders and value files, watched.
Result<std::vector<std::string>> helm_inputs(Session& session, const BuiltinCall& call,
                                             const HelmArguments& arguments,
                                             const std::string& chart) {
  session.watch(chart);
  Result<std::vector<std::string>> inputs = chart_folders(
      session.disk_beside_commands(),
      [&session](const std::string& path) { return session.shown(path); }, chart);
  if (!inputs.ok()) {
    return std::move(inputs.error().diagnostic().also(call.span(), "the chart is used here"));
  }
  for (const std::string& file : arguments.values.values) {
    inputs->push_back(session.resolve(file));
  }
  for (const std::string& input : *inputs) {
    session.watch(input);
  }
  return inputs;
}

Result<Value> helm(Session& session, const BuiltinCall& call, const HelmArguments& arguments) {
  const std::string chart = session.resolve(arguments.paths.text);
  if (Status checked = check_chart(session, call, arguments, chart); !checked.ok()) {
    return std::move(checked).error();
  }
  Result<std::vector<std::string>> inputs = helm_inputs(session, call, arguments, chart);
  if (!inputs.ok()) {
    return std::move(inputs).error();
  }
  PureCommand command;
  command.argv = template_command(session, chart, arguments);
  command.environment = session.command_environment();
  command.directory = session.directory();
  command.inputs = std::move(*inputs);
  if (!find_program(session.disk_beside_commands(), "helm", command.directory,
                    command.environment)) {
    return helm_is_missing().at(call.span());
  }
  auto finish = [&session, command, shown = session.shown(chart), namespace_ = arguments.namespace_,
                 place = session.place(call.span())](
                    const Result<CommandOutcome>& outcome) -> Result<std::string> {
    if (!outcome.ok()) {
      return place.put(outcome.error().diagnostic());
    }
    if (!outcome->succeeded()) {
      return place.put(session.scrubber().scrub(helm_failure(session, command, shown, *outcome)));
    }
    session.note_command({command.argv, command.directory, sha256_hex(outcome->output)});
    session.log_lines(outcome->error_output);
    std::string rendered = without_tests(outcome->output);
    return namespace_.empty() ? rendered : with_namespace(rendered, namespace_);
  };
  return session.heap().host(
      std::make_unique<Blob>(session.deferred().start(std::move(command), std::move(finish)),
                             "helm: " + session.shown(chart)));
}

using Args = HelmArguments;
constexpr Builtin kHelm{
    "helm",
    "Renders a Helm chart that lies on this machine and returns its YAML as a blob. Runs `helm "
    "template` in the background, side by side with other commands of its kind, and not at all "
    "while chart, values and arguments are what they were.",
    helm,
    required<&Args::paths>("paths", "Folder of the chart."),
    optional<&Args::name>("name", "Name of the release."),
    optional<&Args::namespace_>("namespace", "Namespace, also written into objects without one."),
    optional<&Args::values>("values", "Value files."),
    optional<&Args::set>("set", "Single values, \"key=value\"."),
    optional<&Args::kube_version>("kube_version", "Kubernetes version that the chart is told."),
    optional<&Args::skip_crds>("skip_crds", "Leave out the chart's CRDs."),
};

constexpr std::array kEntries{entry<kHelm>};

}  // namespace

Table helm_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
