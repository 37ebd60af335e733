#include "builtins/evaluation.h"

#include <algorithm>

#include "all_tables.h"
#include "base/path.h"
#include "call_trace.h"
#include "constants.h"
#include "make_engine.h"
#include "naming.h"
#include "session.h"

namespace tiltc::builtins {

namespace {

void predeclare(Engine& engine, Session& session, CallTrace* trace) {
  Predeclaration names(engine);
  for (const Table table : all_tables()) {
    for (const BuiltinEntry<Session>& entry : table) {
      names.add(entry.info->name,
                trace != nullptr ? trace->wrap(entry)
                                 : engine.native({entry.info->name, entry.function, &session}));
    }
  }
  for (const Constant& constant : constants()) {
    names.add(constant.name, constant.make(session));
  }
  names.install();
}

// An evaluation that goes on to answer calls after its file has run.
struct Running {
  Running(const EvaluationInput& input, Diagnostics& diagnostics)
      : session(input, diagnostics), trace(session) {}

  ~Running() { session.release(); }

  Session session;
  CallTrace trace;
  std::unique_ptr<Engine> engine;
  std::shared_ptr<void> subscription;
};

Engine::Options engine_options(Session& session, Diagnostics& diagnostics) {
  Engine::Options options;
  options.dialect = session.input().dialect;
  options.limits = session.input().limits;
  options.counts_statements = session.input().on_coverage != nullptr;
  options.loader = &session;
  options.print = [&session](std::string_view text) {
    if (!session.deferred().failure()) {  // else the program is only about to stop
      session.log(text);
    }
  };
  options.warn = [&diagnostics](Diagnostic diagnostic) { diagnostics.add(std::move(diagnostic)); };
  options.predeclared_of_file = [&session](Heap& heap, const std::string& key) {
    const bool is_main = key == session.input().tiltfile;
    return std::vector<std::pair<std::string, Value>>{
        {"__file__", heap.interned(key)},
        {"__name__", heap.interned(is_main ? "__main__" : base_name(key))}};
  };
  options.profile = session.input().profile;
  return options;
}

// A registered extension that no file loaded is a Tiltfile of its own. It may register others.
Status run_unloaded_extensions(Session& session, Diagnostics& diagnostics) {
  for (;;) {
    auto unloaded = session.extensions().take_unloaded();
    if (!unloaded.ok()) {
      diagnostics.add(unloaded.error().diagnostic());
      return std::move(unloaded).error();
    }
    if (unloaded->empty()) {
      return Done{};
    }
    for (const auto& [name, path] : *unloaded) {
      Result<SourcePtr> source = session.read(path);
      if (!source.ok()) {
        diagnostics.add(source.error().diagnostic());
        return std::move(source).error();
      }
      const auto module = session.engine().execute(*source, path, diagnostics);
      if (!module.ok()) {
        return Diagnostic(module.error().diagnostic());
      }
    }
  }
}

// Executes the Tiltfile to its end. The mistakes have been added to `diagnostics` when it fails.
Result<graph::Targets> run_program(Session& session, const SourcePtr& source,
                                   Diagnostics& diagnostics) {
  Diagnostics found;
  const Result<const Module*> module =
      session.engine().execute(source, session.input().tiltfile, found);
  if (session.input().on_coverage) {
    session.input().on_coverage(session.engine().coverage());
  }
  if (const std::optional<Diagnostic>& failure = session.deferred().failure()) {
    diagnostics.add(*failure);
    return Diagnostic(*failure);
  }
  for (const Diagnostic& one : found.all()) {
    diagnostics.add(session.scrubber().scrub(one));  // it may show values of the program
  }
  if (!module.ok()) {
    return Diagnostic(module.error().diagnostic());
  }
  if (Status ran = run_unloaded_extensions(session, diagnostics); !ran.ok()) {
    return std::move(ran).error();
  }
  Result<graph::Targets> targets = session.finish();
  if (!targets.ok()) {
    diagnostics.add(targets.error().diagnostic());
  }
  return targets;
}

Diagnostic unwritable_journal(const Diagnostic& reason) {
  return warning("journal-unwritable", "what commands answered is not kept: " + reason.message)
      .note("helm, kustomize and local(inputs=…) run again in the next evaluation")
      .with_help("--state-dir DIR names another place");
}

}  // namespace

std::unique_ptr<Engine> make_engine(Session& session, Diagnostics& diagnostics, CallTrace* trace) {
  std::unique_ptr<Engine> engine = Engine::create(engine_options(session, diagnostics));
  session.attach(*engine);
  predeclare(*engine, session, trace);
  return engine;
}

std::optional<Evaluation> evaluate(const EvaluationInput& input, Diagnostics& diagnostics) {
  const auto running = std::make_shared<Running>(input, diagnostics);
  Session& session = running->session;
  const bool is_traced = input.trace == EvaluationInput::Trace::kCalls;
  running->engine = make_engine(session, diagnostics, is_traced ? &running->trace : nullptr);
  Engine& engine = *running->engine;
  running->subscription =
      input.on_cancel ? input.on_cancel([&engine] { engine.cancel(); }) : nullptr;
  Result<SourcePtr> source = session.read(input.tiltfile);
  if (!source.ok()) {
    diagnostics.add(std::move(source.error().diagnostic().with_help(
        "name the Tiltfile: tiltc COMMAND path/to/Tiltfile")));
    return std::nullopt;
  }
  session.deferred().commands().start_ahead(session.command_environment());
  Result<graph::Targets> targets = run_program(session, *source, diagnostics);
  if (const Status saved = session.deferred().commands().save(); !saved.ok()) {
    diagnostics.add(unwritable_journal(saved.error().diagnostic()));
  }
  if (!targets.ok()) {
    return std::nullopt;
  }
  Evaluation evaluation;
  evaluation.targets = std::move(*targets);
  evaluation.inputs = session.inputs();
  evaluation.costs = running->trace.costs();
  evaluation.selection = session.selection();
  if (session.naming()) {
    evaluation.name_workload = [running](const graph::Object& workload) {
      return builtins::name_workload(running->session, workload);
    };
  }
  evaluation.environment = session.command_environment();
  return evaluation;
}

KnownNames known_names() {
  KnownNames known;
  known.names = {"__file__", "__name__"};
  for (const Table table : all_tables()) {
    for (const BuiltinEntry<Session>& entry : table) {
      known.names.emplace_back(entry.info->name);
      known.builtins.push_back(entry.info);
    }
  }
  for (const Constant& constant : constants()) {
    known.names.emplace_back(constant.name);
  }
  return known;
}

}  // namespace tiltc::builtins
