#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/scrubber.h"
#include "builtins/evaluation.h"
#include "builtins/kube_context.h"
#include "compose_config.h"
#include "config_settings.h"
#include "deferred.h"
#include "extension_registry.h"
#include "git_repo.h"
#include "graph/selection.h"
#include "input_recorder.h"
#include "tiltc/builtin.h"

namespace tiltc::builtins {

// What config.* leaves behind.
struct ConfigState {
  ConfigSettings settings;
  Span parsed_at;         // of the first config.parse; no span before
  std::string directory;  // of the file that called it
  graph::Selection selection;
};

// What workload_to_resource_function() was given.
struct NamingFunction {
  Root function;
  Span span;
};

// Where a call stands, for an error that shows when the call is over.
struct CallPlace {
  Span span;
  std::vector<Frame> stack;

  Diagnostic put(Diagnostic diagnostic) const {
    diagnostic.at(span);
    diagnostic.stack = stack;
    return diagnostic;
  }
};

// One evaluation: what the builtins share. Every builtin gets it as its host. Lives on the stack of
// evaluate(), used by its thread only.
class Session : public Loader {
 public:
  Session(const EvaluationInput& input, Diagnostics& diagnostics);

  // Given by evaluate() once the engine exists.
  void attach(Engine& engine) { engine_ = &engine; }
  // Lets go of all values, before the engine ends.
  void release() { naming_.reset(); }
  Engine& engine() { return *engine_; }
  Heap& heap() { return engine_->heap(); }

  // For effects: they come after the commands in the background that were called before. When one
  // of these failed, the evaluation ends soon. Notes what is asked of it.
  InputRecorder& disk() {
    deferred_.settle_or_end();
    return disk_;
  }
  // For what commands in the background read themselves.
  const Disk& disk_beside_commands() const { return input_.disk; }
  void note_command(graph::Inputs::Command command) { disk_.note_command(std::move(command)); }
  // What was asked of disk(), and what was noted beside.
  graph::Inputs inputs() const { return disk_.inputs(); }
  CommandRunner& commands() { return input_.commands; }
  DeferredTexts& deferred() { return deferred_; }
  ExtensionRegistry& extensions() { return extensions_; }
  // Docker Compose, once it was asked for its version.
  std::optional<ComposeProgram>& compose_program() { return compose_program_; }
  graph::Targets& targets() { return targets_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  const EvaluationInput& input() const { return input_; }
  std::map<std::string, std::string>& environment() { return environment_; }
  // A variable as the Tiltfile left it; nothing when it is not set. It becomes an input.
  std::optional<std::string> variable(const std::string& name);
  void note_all_variables();
  // What the commands of a Tiltfile find in their environment: the above, and a few defaults.
  std::map<std::string, std::string> command_environment() const;

  // Secrets do not show in it.
  void log(std::string_view line) { input_.log(scrubber_.scrub(line)); }
  void log_lines(std::string_view text);  // what a command says, line by line
  const Scrubber& scrubber() const { return scrubber_; }
  void add_secret(graph::SecretValue secret);
  void forget_secrets();

  CallPlace place(Span span) const { return {std::move(span), engine_->stack()}; }

  // Read when first asked for, then the same for the whole evaluation.
  const Result<KubeContext>& kube_context();

  ConfigState& config() { return config_; }
  // What the run is about: by config.*, else by the words of the command line, unless config.parse
  // took them.
  graph::Selection selection() const;

  // Relative paths are seen from the folder of the file that is being executed, not of the file in
  // which the running function was written.
  std::string directory() const;
  std::string resolve(std::string_view path) const;
  // The path as messages show it: relative where it lies below the user's own directory.
  std::string shown(const std::string& path) const;

  // The file becomes an input of the Tiltfile, whether it exists or not.
  void watch(const std::string& path) { config_files_.insert(path); }

  // Warns of an argument for a parameter that its table calls deprecated (tiltc/builtin.h).
  void deprecated_argument(const BuiltinCall& call, const ParameterInfo& parameter);

  // Records a step; returns its number.
  std::size_t register_step(Span span, std::string text, std::string_view type);
  void consume_step(std::size_t number) { steps_[number].consumed = true; }

  // Where trigger_mode() was called; no span before.
  const Span& trigger_mode_span() const { return trigger_mode_span_; }
  void set_trigger_mode_span(Span span) { trigger_mode_span_ = std::move(span); }

  // Kept for the length of the evaluation.
  GitRoot& keep_git_root(std::string path) {
    return git_roots_.emplace_back(GitRoot{std::move(path), engine()});
  }

  // Nothing before workload_to_resource_function() was called.
  const std::optional<NamingFunction>& naming() const { return naming_; }
  void set_naming(Value function, Span span) {
    naming_.emplace(NamingFunction{Root(heap(), function), std::move(span)});
  }

  // Ends the evaluation: checks what can only be seen at the end and returns what was registered.
  Result<graph::Targets> finish();

  // A name may belong to one resource only; the error shows the first.
  Status claim_resource_name(const std::string& name, const Span& span);

  // Loader
  Result<std::string> resolve(std::string_view path, std::string_view from) override;
  Result<SourcePtr> read(const std::string& key) override;

 private:
  struct Step {
    Span span;
    std::string text;
    std::string type;
    bool consumed = false;
  };

  Status read_tiltignore();

  EvaluationInput input_;
  InputRecorder disk_;
  Diagnostics& diagnostics_;
  Engine* engine_ = nullptr;
  graph::Targets targets_;
  Scrubber scrubber_;
  ConfigState config_;
  std::optional<Result<KubeContext>> kube_context_;
  std::map<std::string, std::string> environment_;
  std::set<std::string> config_files_;
  std::map<std::string, Span> resource_names_;
  std::vector<Step> steps_;
  Span trigger_mode_span_;
  std::optional<NamingFunction> naming_;
  std::deque<GitRoot> git_roots_;
  ExtensionRegistry extensions_;
  std::optional<ComposeProgram> compose_program_;
  DeferredTexts deferred_;
};

}  // namespace tiltc::builtins
