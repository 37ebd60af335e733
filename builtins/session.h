#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "builtins/evaluation.h"
#include "tiltc/engine.h"

namespace tiltc::builtins {

// One evaluation: what the builtins share. Every builtin gets it as its host. Lives on the stack of
// evaluate(), used by its thread only.
class Session : public Loader {
 public:
  Session(const EvaluationInput& input, Diagnostics& diagnostics);

  // Given by evaluate() once the engine exists.
  void attach(Engine& engine) { engine_ = &engine; }
  Engine& engine() { return *engine_; }
  Heap& heap() { return engine_->heap(); }

  Disk& disk() { return input_.disk; }
  CommandRunner& commands() { return input_.commands; }
  graph::Targets& targets() { return targets_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  const EvaluationInput& input() const { return input_; }
  std::map<std::string, std::string>& environment() { return environment_; }
  // What the commands of a Tiltfile find in their environment: the above, and a few defaults.
  std::map<std::string, std::string> command_environment() const;

  void log(std::string_view line) { input_.log(line); }

  // Relative paths are seen from the folder of the file that is being executed, not of the file in
  // which the running function was written.
  std::string directory() const;
  std::string resolve(std::string_view path) const;
  // The path as messages show it: relative where it lies below the user's own directory.
  std::string shown(const std::string& path) const;

  // The file becomes an input of the Tiltfile, whether it exists or not.
  void watch(const std::string& path) { config_files_.insert(path); }

  // Records a step; returns its number.
  std::size_t register_step(Span span, std::string text, std::string_view type);
  void consume_step(std::size_t number) { steps_[number].consumed = true; }

  // Where trigger_mode() was called; no span before.
  const Span& trigger_mode_span() const { return trigger_mode_span_; }
  void set_trigger_mode_span(Span span) { trigger_mode_span_ = std::move(span); }

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

  EvaluationInput input_;
  Diagnostics& diagnostics_;
  Engine* engine_ = nullptr;
  graph::Targets targets_;
  std::map<std::string, std::string> environment_;
  std::set<std::string> config_files_;
  std::map<std::string, Span> resource_names_;
  std::vector<Step> steps_;
  Span trigger_mode_span_;
};

}  // namespace tiltc::builtins
