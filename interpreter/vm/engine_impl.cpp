#include "vm/engine_impl.h"

#include <algorithm>

#include "library/universal.h"
#include "values/call_access.h"
#include "vm/places.h"

namespace tiltc {

std::unique_ptr<Engine> Engine::create(Options options) {
  return std::make_unique<vm::EngineImpl>(std::move(options));
}

namespace vm {

EngineImpl::EngineImpl(Options options)
    : options_(std::move(options)), thread_(heap_, options_.limits, options_.dialect.recursion) {
  thread_.set_runner(this);
  thread_.set_print(options_.print);
  thread_.set_profile(options_.profile);
  heap_.add_root_visitor([this](values::Marker& marker) { mark_roots(marker); });
}

void EngineImpl::mark_roots(values::Marker& marker) const {
  for (const auto& module : modules_) {
    marker.range(module->unit().constants);
    marker.range(module->unit().globals);
  }
  for (const auto* names : {&predeclared_, &universal_}) {
    for (const auto& [name, value] : *names) {
      marker.value(value);
    }
  }
  for (const auto& [name, value] : of_file_) {
    marker.value(value);
  }
}

void EngineImpl::predeclare(std::string_view name, Value value) {
  predeclared_.insert_or_assign(std::string(name), value);
}

std::vector<std::string> EngineImpl::predeclared_names() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : predeclared_) {
    names.push_back(name);
  }
  return names;
}

Value EngineImpl::native(const NativeEntry& entry) {
  const Value name = heap_.interned(entry.name);
  return Value::object(heap_.new_builtin(entry.function, entry.host, name));
}

std::optional<Value> EngineImpl::predeclared(std::string_view name) const {
  for (const auto& [own, value] : of_file_) {
    if (own == name) {
      return value;
    }
  }
  const auto found = predeclared_.find(name);
  return found == predeclared_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Value> EngineImpl::universal(std::string_view name) {
  const auto found = universal_.find(name);
  if (found != universal_.end()) {
    return found->second;
  }
  std::optional<Value> value;
  if (name == "None" || name == "True" || name == "False") {
    value = name == "None" ? Value::none() : Value::boolean(name == "True");
  } else {
    value = library::make_universal(heap_, name);
  }
  if (value) {
    universal_.emplace(name, *value);
  }
  return value;
}

PredeclaredNames EngineImpl::names() const {
  PredeclaredNames result;
  result.contains = [this](std::string_view name) { return predeclared(name).has_value(); };
  result.list = [this] {
    std::vector<std::string> all = predeclared_names();
    for (const auto& [name, value] : of_file_) {
      all.push_back(name);
    }
    return all;
  };
  return result;
}

compile::Environment EngineImpl::environment() {
  return {&heap_, [this](std::string_view name) { return predeclared(name); },
          [this](std::string_view name) { return universal(name); }};
}

std::optional<FunctionFacts> EngineImpl::function_facts(Value function) const {
  if (!function.is(Kind::kFunction)) {
    return std::nullopt;
  }
  const auto* object = static_cast<const values::Function*>(function.object());
  const auto& code = *static_cast<const compile::Code*>(object->code);
  FunctionFacts facts;
  facts.name = code.name;
  const std::string_view text = code.unit->source->text();
  facts.span = {code.unit->source, code.begin,
                std::min(code.end, static_cast<std::uint32_t>(
                                       std::min(text.find('\n', code.begin), text.size())))};
  facts.positional = code.positional;
  facts.takes_any = code.args_slot != compile::kNoRegister;
  const std::size_t first_default = code.parameters.size() - code.default_count;
  for (std::size_t i = 0; i < code.parameters.size(); ++i) {
    const bool has_default =
        i >= first_default && !object->values()[i - first_default].is_failure();
    facts.required += has_default ? 0U : 1U;
  }
  return facts;
}

Result<Value> EngineImpl::call(Value function, std::span<const Value> arguments) {
  if (running_.empty() && thread_.depth() == 0) {
    thread_.begin_evaluation();
  }
  const Value result = thread_.call(function, arguments);
  if (!result.is_failure()) {
    return result;
  }
  return take_fault();
}

Diagnostic EngineImpl::take_fault() {
  if (thread_.stopped()) {
    heap_.fault().clear();
    return error("stopped", "the evaluation was ended by the program");
  }
  TILTC_CHECK(heap_.fault().pending());
  return heap_.fault().take();
}

Value EngineImpl::stop(const Call&) {
  thread_.stop();
  return Value::failure();
}

std::vector<FileCoverage> EngineImpl::coverage() const {
  std::vector<FileCoverage> files;
  for (const auto& module : modules_) {
    const compile::Unit& unit = module->unit();
    if (unit.statements.empty()) {
      continue;
    }
    FileCoverage& file = files.emplace_back();
    file.source = unit.source;
    for (const compile::StatementRuns& statement : unit.statements) {
      std::uint64_t& runs = file.runs_of_line[unit.source->position(statement.offset).line];
      runs = std::max(runs, statement.runs);
    }
  }
  return files;
}

std::string_view EngineImpl::executing_key() const {
  return running_.empty() ? std::string_view() : std::string_view(running_.back().key);
}

std::string_view EngineImpl::lexical_key(const Call&) const {
  const Frame* frame = thread_.innermost();
  return frame == nullptr ? std::string_view() : std::string_view(frame->code->unit->key);
}

}  // namespace vm
}  // namespace tiltc
