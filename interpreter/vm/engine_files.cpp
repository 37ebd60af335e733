#include "base/text.h"
#include "syntax/parse.h"
#include "vm/engine_impl.h"
#include "vm/places.h"

// How files come to run: execute(), load statements, and load() of natives.
namespace tiltc::vm {

Result<const Module*> EngineImpl::execute(SourcePtr source, const std::string& key,
                                          Diagnostics& diagnostics) {
  const bool outermost = running_.empty() && thread_.depth() == 0;
  if (outermost) {
    thread_.begin_evaluation();
    more_errors_.clear();
  }
  File& file = files_[key];
  file = File{};
  running_.push_back({key, {}});
  Result<const Module*> result = run_file(std::move(source), key, file);
  running_.pop_back();
  if (!result.ok() && outermost && thread_.stopped()) {
    return file.module;
  }
  if (!result.ok() && outermost) {
    add_errors(result.error().diagnostic(), diagnostics);
  }
  return result;
}

// All errors of the phase that failed.
void EngineImpl::add_errors(const Diagnostic& first, Diagnostics& diagnostics) {
  diagnostics.add(first);
  for (Diagnostic& more : more_errors_) {
    diagnostics.add(std::move(more));
  }
  more_errors_.clear();
}

Result<const Module*> EngineImpl::run_file(SourcePtr source, const std::string& key, File& file) {
  modules_.push_back(std::make_unique<FileModule>());
  file.module = modules_.back().get();
  file.module->unit().key = key;
  Status status = compile_file(std::move(source), *file.module);
  if (status.ok()) {
    status = run_module(*file.module);
    freeze(*file.module);
  }
  file.state = status.ok() ? State::kDone : State::kFailed;
  if (!status.ok()) {
    file.error = status.error().diagnostic();
    return std::move(status.error());
  }
  return file.module;
}

// The first error of a phase stands for it; the others follow it in the outermost execute().
Error EngineImpl::phase_error(const Diagnostics& found) {
  std::optional<Diagnostic> first;
  for (const Diagnostic& diagnostic : found.all()) {
    if (diagnostic.severity == Severity::kWarning) {
      continue;
    }
    if (first) {
      more_errors_.push_back(diagnostic);
    } else {
      first = diagnostic;
    }
  }
  return *std::move(first);
}

Status EngineImpl::compile_file(SourcePtr source, FileModule& module, TreeEdit edit) {
  Diagnostics found;
  if (options_.predeclared_of_file) {
    of_file_ = options_.predeclared_of_file(heap_, module.key());
  }
  const std::optional<syntax::Tree> tree =
      parse_and_resolve(std::move(source), options_.dialect, names(), found, edit);
  for (const Diagnostic& diagnostic : found.all()) {
    if (diagnostic.severity == Severity::kWarning && options_.warn) {
      options_.warn(diagnostic);
    }
  }
  if (found.has_errors()) {
    of_file_.clear();
    return phase_error(found);
  }
  module.unit().counts_statements = options_.counts_statements;
  Status compiled = compile::compile(*tree, environment(), module.unit());
  of_file_.clear();
  module.index_globals();
  return compiled;
}

// What is compiled is a root of the heap while it is made, and dropped then.
bool EngineImpl::prepare(SourcePtr source, const std::string& key, Phase last,
                         Diagnostics& diagnostics) {
  if (last == Phase::kParse) {
    Diagnostics found;
    static_cast<void>(syntax::parse(std::move(source), found));
    for (const Diagnostic& diagnostic : found.all()) {
      diagnostics.add(diagnostic);
    }
    return !found.has_errors();
  }
  if (last == Phase::kResolve) {
    if (options_.predeclared_of_file) {
      of_file_ = options_.predeclared_of_file(heap_, key);
    }
    const auto tree = parse_and_resolve(std::move(source), options_.dialect, names(), diagnostics);
    of_file_.clear();
    return tree.has_value();
  }
  more_errors_.clear();
  modules_.push_back(std::make_unique<FileModule>());
  modules_.back()->unit().key = key;
  const Status compiled = compile_file(std::move(source), *modules_.back());
  modules_.pop_back();
  if (!compiled.ok()) {
    add_errors(compiled.error().diagnostic(), diagnostics);
  }
  return compiled.ok();
}

Status EngineImpl::run_module(const FileModule& module) {
  const compile::Code& code = *module.unit().functions.front();
  const Value function = Value::object(heap_.new_function(&code, heap_.interned(code.name), 0));
  const Value result = thread_.call(function, {});
  if (result.is_failure()) {
    return take_fault();
  }
  return Done{};
}

void EngineImpl::freeze(const FileModule& module) {
  for (const Value value : module.unit().globals) {
    if (!value.is_failure()) {
      heap_.freeze(value);
    }
  }
}

Result<const Module*> EngineImpl::load(const Call&, std::string_view path) {
  const Frame* frame = thread_.innermost();
  return load_file(path, frame == nullptr ? Span{} : place_of(*frame));
}

Result<const Module*> EngineImpl::load_file(std::string_view path, const Span& place) {
  if (options_.loader == nullptr) {
    return error("no-loader", "files cannot be loaded here").at(place);
  }
  Result<std::string> key = options_.loader->resolve(path, executing_key());
  if (!key.ok()) {
    if (!key.error().diagnostic().primary.span) {
      key.error().diagnostic().at(place);
    }
    return std::move(key.error());
  }
  const auto known = files_.find(*key);
  if (known == files_.end()) {
    return start(*key, place);
  }
  switch (known->second.state) {
    case State::kRunning:
      return circular(*key, place);
    case State::kFailed:
      return *known->second.error;
    default:
      return known->second.module;
  }
}

Result<const Module*> EngineImpl::start(const std::string& key, const Span& place) {
  File& file = files_[key];
  Result<SourcePtr> source = options_.loader->read(key);
  if (!source.ok()) {
    if (!source.error().diagnostic().primary.span) {
      source.error().diagnostic().at(place);
    }
    file.state = State::kFailed;
    file.error = source.error().diagnostic();
    return std::move(source.error());
  }
  running_.push_back({key, place});
  Result<const Module*> result = run_file(std::move(*source), key, file);
  running_.pop_back();
  return result;
}

Diagnostic EngineImpl::circular(const std::string& key, const Span& place) const {
  Diagnostic diagnostic = error("circular-load", "Circular load: " + key).at(place);
  bool inside = false;
  for (const Running& running : running_) {
    if (inside && running.asked_at) {
      diagnostic.also(running.asked_at, "this loads " + running.key);
    }
    inside = inside || running.key == key;
  }
  return diagnostic.note("a file cannot load itself, directly or through others");
}

bool EngineImpl::run_load(compile::Unit& unit, std::size_t index) {
  const compile::Load& load = unit.loads[index];
  const Result<const Module*> module = load_file(load.module, {unit.source, load.begin, load.end});
  if (!module.ok()) {
    return thread_.fail(module.error().diagnostic());
  }
  return store_loaded(unit, load, static_cast<const FileModule&>(**module));
}

bool EngineImpl::store_loaded(compile::Unit& unit, const compile::Load& load,
                              const FileModule& module) {
  for (const compile::LoadedName& name : load.names) {
    const std::optional<Value> value = module.exported(name.name);
    if (!value) {
      const auto close = closest_names(name.name, module.exported_names());
      return thread_.fail(
          error("name-not-found", "name " + name.name + " not found in module " + load.module)
              .at({unit.source, name.begin, name.end},
                  close.empty() ? "" : "did you mean `" + close.front() + "`?"));
    }
    unit.globals[name.global] = *value;
  }
  return true;
}

}  // namespace tiltc::vm
