#include "project.h"

#include <unistd.h>

#include <filesystem>

#include "base/path.h"
#include "builtins/evaluation.h"
#include "diagnostics_output.h"
#include "kubernetes/assembly.h"
#include "tiltc/profile.h"

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

namespace {

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

}  // namespace

std::optional<Project> read_project(const ProjectInput& input) {
  std::optional<Profile> profile;
  const std::string here = working_directory();
  const auto subscribe = [&input](std::function<void()> cancel) -> std::shared_ptr<void> {
    return std::make_shared<exec::CancelSubscription>(input.cancel.on_change(std::move(cancel)));
  };
  const builtins::EvaluationInput evaluation_input{resolve_path(here, input.options.tiltfile),
                                                   here,
                                                   input.options.arguments,
                                                   process_environment(),
                                                   input.disk,
                                                   input.commands,
                                                   input.log,
                                                   subscribe,
                                                   profile_of(input.options, profile)};
  Project project;
  std::optional<builtins::Evaluation> evaluation =
      builtins::evaluate(evaluation_input, project.warnings);
  if (!write_profile(input, profile)) {
    return std::nullopt;
  }
  if (!evaluation) {
    print_diagnostics(project.warnings, input.options);
    return std::nullopt;
  }
  Result<graph::Graph> graph =
      kubernetes::assemble(std::move(evaluation->targets), project.warnings);
  print_diagnostics(project.warnings, input.options);
  if (!graph.ok()) {
    print_diagnostic(graph.error().diagnostic(), input.options);
    return std::nullopt;
  }
  project.graph = std::move(*graph);
  project.environment = std::move(evaluation->environment);
  return project;
}

}  // namespace tiltc::cli
