#include <unistd.h>

#include "commands.h"
#include "diagnostics_output.h"
#include "kubernetes/injection.h"
#include "plan/dry_run.h"
#include "plan/lock_file.h"
#include "plan/plan.h"
#include "plan/run.h"
#include "process_edges.h"
#include "project.h"
#include "report/reporter.h"
#include "run_json.h"

namespace tiltc::cli {

namespace {

plan::PlanOptions plan_options(const Options& options) {
  plan::PlanOptions chosen;
  if (options.until == "build") {
    chosen.until = plan::Until::kBuild;
  } else if (options.until == "push") {
    chosen.until = plan::Until::kPush;
  }
  if (options.push == "always") {
    chosen.push = images::PushPolicy::kAlways;
  } else if (options.push == "never") {
    chosen.push = images::PushPolicy::kNever;
  }
  chosen.local = options.no_local ? plan::LocalCommands::kSkip : plan::LocalCommands::kRun;
  chosen.fields = options.inject == "tilt" ? kubernetes::InjectedFields::kTilt
                                           : kubernetes::InjectedFields::kMinimal;
  if (options.pin == "digest") {
    chosen.verification = plan::Verification::kPin;
  } else if (options.verify_images || !options.lock_output.empty()) {
    chosen.verification = plan::Verification::kExists;
  }
  chosen.inputs_keys =
      options.lock_output.empty() ? plan::InputsKeys::kNone : plan::InputsKeys::kCompute;
  return chosen;
}

std::unique_ptr<report::Reporter> make_reporter(const Options& options, const Clock& clock,
                                                const Scrubber& scrubber) {
  report::ReporterOptions chosen;
  chosen.terminal = report::inspect_terminal(STDERR_FILENO);
  chosen.clock = &clock;
  chosen.scrubber = &scrubber;
  if (options.progress == "live") {
    chosen.progress = report::Progress::kLive;
  } else if (options.progress == "plain") {
    chosen.progress = report::Progress::kPlain;
  }
  return report::make_reporter(chosen);
}

int print_dry_run(const Project& project, const plan::Plan& plan, const Options& options) {
  const Result<std::string> text = plan::describe_plan(project.graph, plan);
  if (!text.ok()) {
    print_diagnostic(text.error().diagnostic(), options);
    return kMistake;
  }
  for (const std::string& remark : plan.remarks) {
    log_to_stderr(remark);
  }
  return print_result(*text) ? kGood : kFailed;
}

// Writes a file that the user named; says what is wrong where it cannot be.
bool write_file(const std::string& path, const std::string& text, const Options& options,
                Disk& disk) {
  const Status written = disk.write(path, text);
  if (!written.ok()) {
    print_diagnostic(written.error().diagnostic(), options);
  }
  return written.ok();
}

// The YAML goes to its file, or to standard output, whole or not at all.
bool write_results(const Options& options, const Project& project, const plan::Plan& plan,
                   const plan::RunResult& result, Disk& disk) {
  const bool has_yaml = result.succeeded && options.until == "inject";
  const std::string yaml = has_yaml ? kubernetes::join_manifests(result.manifests) : "";
  const bool to_file = options.output != "-";
  if (has_yaml && to_file) {
    if (!write_file(options.output, yaml, options, disk)) {
      return false;
    }
  }
  if (options.json) {
    return print_result(run_json(project.graph, plan, result,
                                 to_file ? std::nullopt : std::optional<std::string>(yaml)));
  }
  return to_file || print_result(yaml);
}

// The YAML with the images of a lock file; nothing is built.
int run_locked(const Options& options, ProcessEdges& edges, const Project& project) {
  Result<std::vector<plan::LockedImage>> images = plan::read_lock_file(edges.disk, options.lock);
  if (!images.ok()) {
    print_diagnostic(images.error().diagnostic(), options);
    return kMistake;
  }
  auto references = plan::locked_references(project.graph, *images, options.lock);
  if (!references.ok()) {
    print_diagnostic(references.error().diagnostic(), options);
    return kMistake;
  }
  const auto manifests =
      kubernetes::inject(project.graph, *references, plan_options(options).fields);
  if (!manifests.ok()) {
    print_diagnostic(manifests.error().diagnostic(), options);
    return kMistake;
  }
  const std::string yaml = kubernetes::join_manifests(*manifests);
  const bool done = options.output == "-" ? print_result(yaml)
                                          : write_file(options.output, yaml, options, edges.disk);
  return done ? kGood : kFailed;
}

int run_project(const Options& options, ProcessEdges& edges, const Project& project,
                const plan::Plan& plan) {
  const images::Environment environment(project.environment.begin(), project.environment.end());
  const std::unique_ptr<images::EngineSource> engines =
      images::make_engine_source({environment, edges.context, &edges.disk});
  images::RealProcessRunner processes(edges.context);
  const std::unique_ptr<report::Reporter> reporter =
      make_reporter(options, edges.clock, project.scrubber);
  for (const std::string& remark : plan.remarks) {
    reporter->message(remark);
  }
  const int jobs =
      options.jobs != 0 ? options.jobs : project.graph.targets.settings.max_parallel_updates;
  const plan::RunResult result = plan::execute(
      {project.graph, plan, environment, *engines, processes, edges.disk, edges.clock, *reporter,
       edges.cancel.token(), plan_options(options).push, static_cast<std::size_t>(jobs),
       options.keep_going ? exec::OnFailure::kKeepGoing : exec::OnFailure::kStartNothingNew});
  reporter->finish();
  if (result.cancelled) {
    return edges.exit_code(kFailed);
  }
  if (result.succeeded && !options.lock_output.empty()) {
    const std::string lock =
        plan::lock_file(project.graph, plan, result, edges.clock.unix_seconds());
    if (!write_file(options.lock_output, lock, options, edges.disk)) {
      return kFailed;
    }
  }
  const bool written = write_results(options, project, plan, result, edges.disk);
  return result.succeeded && written ? kGood : kFailed;
}

}  // namespace

int command_run(const Options& options) {
  ProcessEdges edges;
  const std::optional<Project> project =
      read_project({options, edges.disk, edges.commands, edges.supervisor, &log_to_stderr,
                    edges.cancel.token()});
  if (!project) {
    return edges.exit_code(kMistake);
  }
  if (!options.lock.empty()) {
    return run_locked(options, edges, *project);
  }
  const Result<plan::Plan> plan = plan::make_plan(project->graph, plan_options(options));
  if (!plan.ok()) {
    print_diagnostic(plan.error().diagnostic(), options);
    return kMistake;
  }
  if (options.dry_run) {
    return print_dry_run(*project, *plan, options);
  }
  return run_project(options, edges, *project, *plan);
}

}  // namespace tiltc::cli
