#include "project.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "base/path.h"
#include "builtins/evaluation.h"
#include "diagnostics_output.h"
#include "graph/selection.h"
#include "kubernetes/assembly.h"
#include "tiltc/profile.h"
#include "user_directories.h"

namespace tiltc::cli {

std::string working_directory() {
  std::error_code failure;
  const std::filesystem::path path = std::filesystem::current_path(failure);
  return failure ? "/" : path.string();
}

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos && equals > 0) {
      environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return environment;
}

std::string lock_path(const std::string& tiltfile) {
  return join_path(directory_name(tiltfile), "tiltc.lock");
}

namespace {

std::unique_ptr<extensions::Repositories> make_repositories(const ProjectInput& input,
                                                            const Environment& environment,
                                                            const std::string& tiltfile) {
  extensions::Repositories::Options options{input.commands, input.disk, environment,
                                            data_home(environment), lock_path(tiltfile)};
  if (input.options.offline) {
    options.network = extensions::Network::kForbidden;
  }
  if (input.options.command == CommandName::kExt) {
    options.freshness = extensions::Freshness::kNewest;
  }
  return std::make_unique<extensions::Repositories>(std::move(options));
}

std::optional<state::CommandJournal> command_journal(const ProjectInput& input,
                                                     const Environment& environment,
                                                     const std::string& here,
                                                     const std::string& tiltfile) {
  const std::string directory = state_directory(input.options.state_dir, here, environment);
  if (directory.empty()) {
    return std::nullopt;
  }
  return state::CommandJournal(input.disk, join_path(directory, "commands"), tiltfile);
}

std::size_t background_jobs(const Options& options) {
  constexpr unsigned kLeast = 3;
  return options.jobs != 0 ? static_cast<std::size_t>(options.jobs)
                           : std::max(kLeast, std::thread::hardware_concurrency());
}

std::string executable_path() {
  std::error_code failure;
  const std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", failure);
  return failure ? "tiltc" : path.string();
}

Profile* profile_of(const Options& options, std::optional<Profile>& profile) {
  return options.profile.empty() ? nullptr : &profile.emplace();
}

// Writes it where the user asked for one, also of an evaluation that failed.
bool write_profile(const ProjectInput& input, const std::optional<Profile>& profile) {
  if (!profile) {
    return true;
  }
  const Status written = input.disk.write(input.options.profile, profile->folded());
  if (!written.ok()) {
    print_diagnostic(written.error().diagnostic(), input.options);
  }
  return written.ok();
}

builtins::EvaluationInput evaluation_input(const ProjectInput& input) {
  const std::string here = working_directory();
  const auto subscribe = [&input](std::function<void()> cancel) -> std::shared_ptr<void> {
    return std::make_shared<exec::CancelSubscription>(input.cancel.on_change(std::move(cancel)));
  };
  const Options& options = input.options;
  builtins::EvaluationInput evaluation{resolve_path(here, options.tiltfile),
                                       here,
                                       options.arguments,
                                       process_environment(),
                                       input.disk,
                                       input.commands,
                                       input.log,
                                       subscribe};
  evaluation.subcommand = input.subcommand;
  evaluation.executable = executable_path();
  evaluation.trace = options.trace ? builtins::EvaluationInput::Trace::kCalls
                                   : builtins::EvaluationInput::Trace::kNo;
  evaluation.background_jobs = background_jobs(options);
  evaluation.cache_directory = cache_directory(evaluation.environment);
  evaluation.dialect = options.dialect;
  evaluation.limits = options.limits;
  return evaluation;
}

// What the Tiltfile, and then the command line, leave of the resources.
Status select_resources(graph::Graph& graph, const graph::Selection& by_tiltfile,
                        const std::vector<std::string>& only) {
  if (Status selected = graph::select(graph, by_tiltfile); !selected.ok() || only.empty()) {
    return selected;
  }
  graph::Selection selection;
  selection.kind = graph::Selection::Kind::kNames;
  selection.names = only;
  selection.uncategorized = graph::Selection::Uncategorized::kGoes;
  selection.chosen = "--only";
  return graph::select(graph, selection);
}

Result<graph::Graph> assemble(builtins::Evaluation& evaluation,
                              const std::vector<std::string>& only, Diagnostics& warnings) {
  Result<graph::Graph> graph =
      kubernetes::assemble(std::move(evaluation.targets), warnings, evaluation.name_workload);
  if (graph.ok()) {
    if (Status selected = select_resources(*graph, evaluation.selection, only); !selected.ok()) {
      return std::move(selected).error();
    }
  }
  return graph;
}

}  // namespace

bool evaluate_project(const builtins::EvaluationInput& input, const std::vector<std::string>& only,
                      Project& project) {
  std::optional<builtins::Evaluation> evaluation = builtins::evaluate(input, project.warnings);
  if (!evaluation) {
    return false;
  }
  for (const graph::SecretValue& secret : evaluation->targets.secrets) {
    project.scrubber.add(secret.value, graph::redacted(secret));
  }
  project.inputs = std::move(evaluation->inputs);
  project.costs = std::move(evaluation->costs);
  Result<graph::Graph> graph = assemble(*evaluation, only, project.warnings);
  if (!graph.ok()) {
    project.warnings.add(std::move(graph.error().diagnostic()));
    return false;
  }
  project.graph = std::move(*graph);
  project.environment = std::move(evaluation->environment);
  return true;
}

std::optional<Project> read_project(const ProjectInput& input) {
  std::optional<Profile> profile;
  builtins::EvaluationInput asked = evaluation_input(input);
  asked.profile = profile_of(input.options, profile);
  Project project;
  Result<std::optional<KubeconfigOverlay>> overlay =
      KubeconfigOverlay::lay(input.options, asked.environment, input.disk, input.supervisor);
  if (!overlay.ok()) {
    print_diagnostic(overlay.error().diagnostic(), input.options);
    return std::nullopt;
  }
  project.kubeconfig = std::move(*overlay);
  const std::optional<state::CommandJournal> journal =
      command_journal(input, asked.environment, asked.working_directory, asked.tiltfile);
  asked.journal = journal ? &*journal : nullptr;
  project.repositories = make_repositories(input, asked.environment, asked.tiltfile);
  asked.repositories = project.repositories.get();
  const bool evaluated = evaluate_project(asked, input.options.only, project);
  const bool written = write_profile(input, profile);
  print_diagnostics(project.warnings, input.options);
  return evaluated && written ? std::optional(std::move(project)) : std::nullopt;
}

}  // namespace tiltc::cli
