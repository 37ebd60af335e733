#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/command.h"
#include "base/disk.h"
#include "base/scrubber.h"
#include "builtins/evaluation.h"
#include "exec/cancel.h"
#include "extensions/repositories.h"
#include "graph/resources.h"
#include "kubeconfig_overlay.h"
#include "options.h"

namespace tiltc::cli {

// A Tiltfile that has been evaluated and assembled.
struct Project {
  graph::Graph graph;
  std::map<std::string, std::string> environment;  // of commands
  graph::Inputs inputs;
  std::vector<builtins::CallCost> costs;  // when they were asked for
  Scrubber scrubber;                      // of what people are shown from now on
  Diagnostics warnings;
  // The repositories of extensions that it asked for. They refer to the input's disk and commands.
  std::unique_ptr<extensions::Repositories> repositories;
  std::optional<KubeconfigOverlay> kubeconfig;  // what --context and --namespace say, for programs
};

// The lock of the extensions that a Tiltfile (absolute) uses.
std::string lock_path(const std::string& tiltfile);

// What reading a project needs from the process.
struct ProjectInput {
  const Options& options;
  Disk& disk;
  CommandRunner& commands;
  exec::Supervisor& supervisor;
  std::function<void(std::string_view)> log;  // print() and output of local()
  exec::CancelToken cancel;
  std::string subcommand = "ci";  // config.tilt_subcommand
};

// Evaluates a Tiltfile and assembles its graph, with `only` these resources when there are any. False: the
// project's warnings have the errors.
bool evaluate_project(const builtins::EvaluationInput& input, const std::vector<std::string>& only,
                      Project& project);

// Does that for the command line. Mistakes have been printed when there is no
// value; warnings are printed in any case.
std::optional<Project> read_project(const ProjectInput& input);

// The directory and the environment of this process.
std::string working_directory();
std::map<std::string, std::string> process_environment();

}  // namespace tiltc::cli
