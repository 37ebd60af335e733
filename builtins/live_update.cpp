#include <fmt/format.h>

#include "arguments.h"
#include "base/text.h"
#include "tables.h"

// The steps of live_update. Making a step registers it, so that one which no image takes is seen.
namespace tiltc::builtins {

namespace {

using Kind = graph::LiveUpdateStep::Kind;

Value make_step(Session& session, const BuiltinCall& call, graph::LiveUpdateStep step) {
  step.span = call.span();
  const LiveUpdateStepValue preview(step, 0);
  const std::size_t number = session.register_step(step.span, preview.str(), preview.type_name());
  return session.heap().host(std::make_unique<LiveUpdateStepValue>(std::move(step), number));
}

struct NoArguments {};

struct SyncArguments {
  Path local_path;
  std::string remote_path;
};

Result<Value> sync(Session& session, const BuiltinCall& call, const SyncArguments& arguments) {
  if (!arguments.remote_path.starts_with('/')) {
    return error("relative-remote-path", fmt::format("`remote_path` of sync is not absolute: {}",
                                                     json_quote(arguments.remote_path)))
        .at(call.span_of("remote_path"))
        .note("it is a path in the container");
  }
  graph::LiveUpdateStep step;
  step.kind = Kind::kSync;
  step.local_path = session.resolve(arguments.local_path.text);
  step.remote_path = arguments.remote_path;
  return make_step(session, call, std::move(step));
}

struct RunArguments {
  CommandLine cmd;
  Strings trigger;
  bool echo_off = false;
};

Result<Value> run(Session& session, const BuiltinCall& call, const RunArguments& arguments) {
  graph::LiveUpdateStep step;
  step.kind = Kind::kRun;
  step.command = arguments.cmd.argv;
  step.triggers = arguments.trigger.values;
  step.echo_off = arguments.echo_off;
  return make_step(session, call, std::move(step));
}

struct FallBackOnArguments {
  Paths paths;
};

Result<Value> fall_back_on(Session& session, const BuiltinCall& call,
                           const FallBackOnArguments& arguments) {
  graph::LiveUpdateStep step;
  step.kind = Kind::kFallBackOn;
  for (const std::string& path : arguments.paths.values) {
    step.paths.push_back(session.resolve(path));
  }
  return make_step(session, call, std::move(step));
}

template <Kind kind>
Result<Value> plain_step(Session& session, const BuiltinCall& call, const NoArguments&) {
  graph::LiveUpdateStep step;
  step.kind = kind;
  return make_step(session, call, std::move(step));
}

constexpr Builtin kSync{
    "sync",
    "A live_update step: copies changed files into the container.",
    sync,
    required<&SyncArguments::local_path>("local_path", "File or folder here."),
    required<&SyncArguments::remote_path>("remote_path",
                                          "Where it goes in the container; absolute."),
    example(R"(
docker_build(
    'example.com/web',
    'web',
    dockerfile_contents = 'FROM scratch\nCOPY . /srv',
    live_update = [sync('web', '/srv'), run('touch /srv/reload')],
)
)"),
};
constexpr Builtin kRun{
    "run",
    "A live_update step: runs a command in the container after the syncs.",
    run,
    required<&RunArguments::cmd>("cmd", "A string for sh, or an argv."),
    optional<&RunArguments::trigger>("trigger", "Run it only when one of these paths changed."),
    optional<&RunArguments::echo_off>("echo_off", "Do not log the command."),
};
constexpr Builtin kFallBackOn{
    "fall_back_on",
    "A live_update step: a change of these files builds the whole image.",
    fall_back_on,
    required<&FallBackOnArguments::paths>("paths", "Files or folders."),
};
constexpr Builtin kInitialSync{
    "initial_sync",
    "A live_update step: copies all synced files once, when the container starts.",
    plain_step<Kind::kInitialSync>,
};
constexpr Builtin kRestartContainer{
    "restart_container",
    "A live_update step: restarts the container after the other steps.",
    plain_step<Kind::kRestartContainer>,
};

constexpr std::array kEntries{entry<kSync>, entry<kRun>, entry<kFallBackOn>, entry<kInitialSync>,
                              entry<kRestartContainer>};

}  // namespace

Table live_update_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
