#include "vm/engine_test_support.h"

namespace tiltc::testing {
namespace {

Engine& engine_of(const Call& call) {
  return static_cast<Program*>(call.host())->engine();
}

Value call_back(const Call& call) {
  std::vector<Value> arguments;
  for (std::uint32_t i = 1; i < call.positional_count(); ++i) {
    arguments.push_back(call.positional(i));
  }
  Result<Value> result = engine_of(call).call(call.positional(0), arguments);
  return result.ok() ? *result : call.fail(std::move(result.error().diagnostic()));
}

Value include(const Call& call) {
  Result<const Module*> module = engine_of(call).load(call, *as_string(call.positional(0)));
  if (!module.ok()) {
    return call.fail(std::move(module.error().diagnostic()));
  }
  return (*module)->global("answer").value_or(Value::none());
}

Value where(const Call& call) {
  Engine& engine = engine_of(call);
  return call.heap().string(std::string(engine.executing_key()) + " " +
                            std::string(engine.lexical_key(call)));
}

Value quit(const Call& call) {
  return engine_of(call).stop(call);
}

std::string describe(const Diagnostic& diagnostic) {
  return diagnostic.code + " at " + location(diagnostic.primary.span) + ": " + diagnostic.message +
         "\n";
}

}  // namespace

Program::Program(Limits limits, Dialect dialect) {
  Engine::Options options;
  options.dialect = dialect;
  options.limits = limits;
  options.loader = &loader_;
  options.print = [this](std::string_view text) { printed_ += std::string(text) + "\n"; };
  options.predeclared_of_file = [](Heap& heap, const std::string& key) {
    return std::vector<std::pair<std::string, Value>>{{"__file__", heap.string("/" + key)}};
  };
  engine_ = Engine::create(std::move(options));
  const std::pair<std::string_view, NativeFunction> natives[] = {
      {"call", call_back}, {"include", include}, {"where", where}, {"quit", quit}};
  for (const auto& [name, function] : natives) {
    engine_->predeclare(name, engine_->native({name, function, this}));
  }
}

std::string Program::run(const std::string& text) {
  printed_.clear();
  diagnostics_ = std::make_unique<Diagnostics>();
  const auto source = std::make_shared<Source>("main", text);
  const Result<const Module*> result = engine_->execute(source, "main", *diagnostics_);
  module_ = result.ok() ? *result : nullptr;
  for (const Diagnostic& diagnostic : diagnostics_->all()) {
    printed_ += describe(diagnostic);
  }
  return printed_;
}

}  // namespace tiltc::testing
