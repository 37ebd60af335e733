#include "project.h"

#include <unistd.h>

#include <filesystem>

#include "base/path.h"
#include "builtins/evaluation.h"
#include "diagnostics_output.h"
#include "kubernetes/assembly.h"

namespace tiltc::cli {

namespace {

std::string working_directory() {
  std::error_code failure;
  const std::filesystem::path path = std::filesystem::current_path(failure);
  return failure ? "/" : path.string();
}

}  // namespace

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

std::optional<Project> read_project(const ProjectInput& input) {
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
                                                   subscribe};
  Project project;
  std::optional<builtins::Evaluation> evaluation =
      builtins::evaluate(evaluation_input, project.warnings);
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
