#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/command.h"
#include "base/diagnostic.h"
#include "base/disk.h"
#include "base/result.h"
#include "extensions/repositories.h"
#include "graph/inputs.h"
#include "graph/resources.h"
#include "graph/selection.h"
#include "graph/targets.h"
#include "state/command_journal.h"
#include "tiltc/check.h"
#include "tiltc/engine.h"

namespace tiltc {
class Profile;
}

namespace tiltc::builtins {

// What an evaluation may reach, and what it is told. References must outlive the evaluation.
struct EvaluationInput {
  std::string tiltfile;                // absolute path
  std::string working_directory;       // absolute; messages show paths as seen from here
  std::vector<std::string> arguments;  // of the user, for the Tiltfile: sys.argv
  std::map<std::string, std::string> environment;  // os.environ; also of the commands it runs
  Disk& disk;
  CommandRunner& commands;
  std::function<void(std::string_view)>
      log;  // print(), local()'s output; one line, without its break
  // Asked once, before anything runs, to call the given function, from any thread, when the
  // evaluation shall end soon. Dropping what it returns ends that. May be null.
  std::function<std::shared_ptr<void>(std::function<void()>)> on_cancel;
  Profile* profile = nullptr;  // told of every call, when there is one
  // config.tilt_subcommand: what Tilt would be called with.
  std::string subcommand = "ci";
  std::string executable{};  // sys.executable
  enum class Trace { kNo, kCalls };
  Trace trace = Trace::kNo;  // whether calls of builtins are timed
  // How many of helm, kustomize and local(inputs=…) run at once, at least 1, and what they answered
  // in earlier evaluations; without a journal all of them run.
  std::size_t background_jobs = 3;
  const state::CommandJournal* journal = nullptr;
  std::string cache_directory{};  // absolute; "" where there is no place for one
  // Where load('ext://…') finds repositories; without, extensions can't be loaded.
  extensions::Repositories* repositories = nullptr;
  Dialect dialect{};
  Limits limits{};
  // Told at the end, also of a failed evaluation, how often the statements of the files ran. May be null: then
  // nothing is counted.
  std::function<void(std::vector<FileCoverage>)> on_coverage{};
};

// What one call of a builtin cost, calls within it included.
struct CallCost {
  std::string call;  // with its arguments, shortened
  Span span;
  std::chrono::nanoseconds duration;
};

struct Evaluation {
  graph::Targets targets;
  graph::Inputs inputs;
  std::vector<CallCost> costs;  // when asked for, in the order in which the calls ended
  graph::Selection selection;   // to be applied once the graph is assembled
  // Calls the function that workload_to_resource_function() was given; null without. On the thread
  // that evaluated; it keeps the interpreter alive.
  std::function<Result<std::string>(const graph::Object&)> name_workload;
  // The variables that os.putenv and os.environ changed; commands of the run get them too.
  std::map<std::string, std::string> environment;
};

// Executes a Tiltfile and all that it loads and returns what they registered. Warnings go to
// `diagnostics`; so do errors when there are several (the parser and the resolver report all they
// find). Without value, the evaluation failed and `diagnostics` holds why.
std::optional<Evaluation> evaluate(const EvaluationInput& input, Diagnostics& diagnostics);

// What a Tiltfile knows beside the language's own names: for checking without running.
KnownNames known_names();

std::vector<std::string> builtin_names();  // dotted where they live in a module

// The reference of one builtin, or of all, from the tables that bind their arguments.
std::optional<std::string> reference_text(std::string_view builtin);
std::string reference_index();     // one line a builtin
std::string reference_markdown();  // the page docs/reference/builtins.md
std::string reference_stubs();     // a Python stub file, for editors

}  // namespace tiltc::builtins
