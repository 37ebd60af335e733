#include "constants.h"

#include <array>

#include "base/path.h"
#include "environ.h"
#include "types.h"

namespace tiltc::builtins {

namespace {

Value trigger_mode_value(Session& session, graph::TriggerMode mode) {
  return session.heap().host(std::make_unique<TriggerModeValue>(mode));
}

Value make_auto(Session& session) {
  return trigger_mode_value(session, graph::TriggerMode::kAuto);
}

Value make_manual(Session& session) {
  return trigger_mode_value(session, graph::TriggerMode::kManual);
}

Value make_environ(Session& session) {
  return session.heap().host(std::make_unique<Environ>(session));
}

Value make_argv(Session& session) {
  const Value words = session.heap().list({});
  session.heap().append(words, session.heap().string("tiltc"));
  for (const std::string& word : session.input().arguments) {
    session.heap().append(words, session.heap().string(word));
  }
  session.heap().freeze(words);
  return words;
}

Value make_os_name(Session& session) {
  return session.heap().string("posix");
}

Value make_executable(Session& session) {
  return session.heap().string(session.input().executable);
}

Value make_subcommand(Session& session) {
  return session.heap().string(session.input().subcommand);
}

Value make_main_path(Session& session) {
  return session.heap().string(session.input().tiltfile);
}

Value make_main_dir(Session& session) {
  return session.heap().string(directory_name(session.input().tiltfile));
}

constexpr std::array kConstants{
    Constant{"TRIGGER_MODE_AUTO", "TriggerMode", "Resources update as soon as their inputs change.",
             &make_auto},
    Constant{"TRIGGER_MODE_MANUAL", "TriggerMode", "Resources update when somebody asks for it.",
             &make_manual},
    Constant{"os.environ", "dict of strings",
             "The environment of commands; changing it changes theirs.", &make_environ},
    Constant{"sys.argv", "list of strings", "The command's name, then the arguments after `--`.",
             &make_argv},
    Constant{"sys.executable", "string", "The path of this program.", &make_executable},
    Constant{"config.tilt_subcommand", "string", "What Tilt's subcommand would be called: \"ci\".",
             &make_subcommand},
    Constant{"config.main_path", "path", "The Tiltfile that the command line names.",
             &make_main_path},
    Constant{"config.main_dir", "path", "Its folder.", &make_main_dir},
    Constant{"os.name", "string", "Always \"posix\".", &make_os_name},
};

}  // namespace

std::span<const Constant> constants() {
  return kConstants;
}

}  // namespace tiltc::builtins
