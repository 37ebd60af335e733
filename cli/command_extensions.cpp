#include <fmt/format.h>

#include "base/path.h"
#include "commands.h"
#include "diagnostics_output.h"
#include "process_edges.h"
#include "project.h"

namespace tiltc::cli {

namespace {

std::string summary(const extensions::LockedRepository& repository) {
  return fmt::format("{} {} {}\n", repository.commit,
                     repository.ref.empty() ? "HEAD" : repository.ref, repository.url);
}

}  // namespace

// Evaluates the Tiltfile, because only that tells which repositories it uses; reading the project
// fetches them.
int command_extensions(const Options& options) {
  ProcessEdges edges;
  const std::optional<Project> project =
      read_project({options, edges.disk, edges.commands, edges.supervisor, &log_to_stderr,
                    edges.cancel.token()});
  if (!project) {
    return edges.exit_code(kMistake);
  }
  const auto used = project->repositories->used();
  if (!used.ok()) {
    print_diagnostic(used.error().diagnostic(), options);
    return edges.exit_code(kFailed);
  }
  if (options.extension_action == ExtensionAction::kLock) {
    const std::string path = lock_path(project->graph.targets.main_path);
    if (const Status written = edges.disk.write(path, extensions::lock_text(*used));
        !written.ok()) {
      print_diagnostic(written.error().diagnostic(), options);
      return kFailed;
    }
  }
  std::string text;
  for (const extensions::LockedRepository& repository : *used) {
    text += summary(repository);
  }
  return edges.exit_code(print_result(text) ? kGood : kFailed);
}

}  // namespace tiltc::cli
