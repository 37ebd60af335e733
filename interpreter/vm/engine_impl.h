#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "compile/compiler.h"
#include "resolve/resolve.h"
#include "tiltc/engine.h"
#include "values/heap_impl.h"
#include "vm/module.h"
#include "vm/thread.h"

namespace tiltc::vm {

// The Engine: files, the names given to them, and the thread that runs them.
class EngineImpl final : public Engine, private FileRunner {
 public:
  explicit EngineImpl(Options options);

  Heap& heap() override { return heap_; }
  void predeclare(std::string_view name, Value value) override;
  std::vector<std::string> predeclared_names() const override;
  Value native(const NativeEntry& entry) override;
  Result<const Module*> execute(SourcePtr source, const std::string& key,
                                Diagnostics& diagnostics) override;
  Result<std::optional<Value>> execute_piece(SourcePtr source, const std::string& key,
                                             Diagnostics& diagnostics) override;
  bool prepare(SourcePtr source, const std::string& key, Phase last,
               Diagnostics& diagnostics) override;
  Result<const Module*> load(const Call& call, std::string_view path) override;
  std::optional<FunctionFacts> function_facts(Value function) const override;
  Result<Value> call(Value function, std::span<const Value> arguments) override;
  std::string_view executing_key() const override;
  std::string_view lexical_key(const Call& call) const override;
  std::vector<tiltc::Frame> stack() const override { return thread_.stack(); }
  Value stop(const Call& call) override;
  void cancel() override { thread_.cancel(); }
  void resume() override { thread_.resume(); }
  std::vector<FileCoverage> coverage() const override;

 private:
  enum class State { kRunning, kDone, kFailed };

  // What is known of a file, by key.
  struct File {
    State state = State::kRunning;
    FileModule* module = nullptr;
    std::optional<Diagnostic> error;
  };

  // A file that is being executed, and the load that asked for it.
  struct Running {
    std::string key;
    Span asked_at;
  };

  Result<const Module*> load_file(std::string_view path, const Span& place);
  Result<const Module*> start(const std::string& key, const Span& place);
  Result<const Module*> run_file(SourcePtr source, const std::string& key, File& file);
  Status compile_file(SourcePtr source, FileModule& module, TreeEdit edit = nullptr);
  Status run_module(const FileModule& module);
  void bind_known_globals(compile::Unit& unit);
  void add_errors(const Diagnostic& first, Diagnostics& diagnostics);
  Error phase_error(const Diagnostics& found);
  Diagnostic circular(const std::string& key, const Span& place) const;
  void freeze(const FileModule& module);
  Diagnostic take_fault();
  bool run_load(compile::Unit& unit, std::size_t index) override;
  bool store_loaded(compile::Unit& unit, const compile::Load& load, const FileModule& module);
  compile::Environment environment();
  std::optional<Value> predeclared(std::string_view name) const;
  std::optional<Value> universal(std::string_view name);
  PredeclaredNames names() const;
  void mark_roots(values::Marker& marker) const;

  Options options_;
  values::HeapImpl heap_;
  Thread thread_;
  std::vector<std::unique_ptr<FileModule>> modules_;  // all that ever ran
  std::map<std::string, File> files_;                 // nodes stay where they are
  std::vector<Running> running_;                      // innermost last
  std::map<std::string, Value, std::less<>> predeclared_;
  std::vector<std::pair<std::string, Value>>
      of_file_;  // predeclared names of the file being compiled
  std::map<std::string, Value, std::less<>> universal_;
  std::vector<Diagnostic> more_errors_;  // of a phase that failed, after its first
};

}  // namespace tiltc::vm
