#include "project.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/path.h"
#include "base/text.h"
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

// Words after `--` name the resources to work on: these, what they wait for, and what belongs to no
// resource of its own.
Status select_resources(graph::Graph& graph, const std::vector<std::string>& names) {
  std::map<std::string, const graph::Resource*> by_name;
  std::vector<std::string> known;
  for (const graph::Resource& resource : graph.resources) {
    by_name[resource.name] = &resource;
    known.push_back(resource.name);
  }
  std::vector<std::string> pending = names;
  std::set<std::string> wanted{"uncategorized"};
  while (!pending.empty()) {
    const std::string name = std::move(pending.back());
    pending.pop_back();
    const auto found = by_name.find(name);
    if (found == by_name.end()) {
      const std::vector<std::string> near = closest_names(name, known, 3);
      return error("unknown-resource", fmt::format("there is no resource {}", json_quote(name)))
          .note("the Tiltfile makes " + (known.empty() ? "none" : join(known, ", ")))
          .with_help(near.empty() ? "words after -- name resources" : "did you mean " + join(near, ", ") + "?");
    }
    if (wanted.insert(name).second) {
      for (const std::string& dep : found->second->resource_deps) {
        if (by_name.contains(dep)) {
          pending.push_back(dep);
        }
      }
    }
  }
  std::erase_if(graph.resources,
                [&](const graph::Resource& resource) { return !wanted.contains(resource.name); });
  return Done{};
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
  Result<graph::Graph> graph = kubernetes::assemble(std::move(evaluation->targets), project.warnings);
  print_diagnostics(project.warnings, input.options);
  if (!graph.ok()) {
    print_diagnostic(graph.error().diagnostic(), input.options);
    return std::nullopt;
  }
  if (!input.options.arguments.empty()) {
    if (Status selected = select_resources(*graph, input.options.arguments); !selected.ok()) {
      print_diagnostic(selected.error().diagnostic(), input.options);
      return std::nullopt;
    }
  }
  project.graph = std::move(*graph);
  project.environment = std::move(evaluation->environment);
  return project;
}

}  // namespace tiltc::cli
