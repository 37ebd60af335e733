#pragma once

#include <optional>
#include <string>

#include "arguments.h"
#include "session.h"

// What docker_build() and custom_build() have in common.
namespace tiltc::builtins {

// entrypoint=: a string for sh, or an argv. Empty is "not given".
struct Entrypoint {
  std::optional<graph::Argv> argv;
};

// container_args=: present and empty clears the args that the YAML has.
struct ContainerArgs {
  std::optional<graph::Argv> argv;
};

// The parameters that both builders take for the image itself.
struct ImageArguments {
  LiveUpdate live_update;
  bool match_in_env_vars = false;
  Strings ignore;
  Entrypoint entrypoint;
  ContainerArgs container_args;
};

// A target with all but its build filled in; checks the reference, the patterns and that no other
// target has it.
Result<graph::ImageTarget> make_image(Session& session, const BuiltinCall& call,
                                      const std::string& ref, const ImageArguments& arguments);

// The steps of live_update=, in a good order, as used.
Result<std::vector<graph::LiveUpdateStep>> take_steps(Session& session, const BuiltinCall& call,
                                                      const LiveUpdate& live_update);

// Patterns must stay on one line each.
Status check_patterns(const BuiltinCall& call, std::string_view parameter, const Strings& patterns);

// Each value must be an image reference.
Status check_references(const BuiltinCall& call, std::string_view parameter,
                        const std::vector<std::string>& references);

}  // namespace tiltc::builtins

namespace tiltc {

template <>
struct Convert<builtins::Entrypoint> {
  static std::string type() { return "string for sh, or a list of strings"; }
  static bool from(Value value, builtins::Entrypoint& out, std::string& problem);
  static std::string show(const builtins::Entrypoint&) { return "\"\""; }
};

template <>
struct Convert<builtins::ContainerArgs> {
  static std::string type() { return "list of strings"; }
  static bool from(Value value, builtins::ContainerArgs& out, std::string& problem);
  static std::string show(const builtins::ContainerArgs&) { return "(the YAML's own)"; }
};

}  // namespace tiltc
