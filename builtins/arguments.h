#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graph/targets.h"
#include "tiltc/builtin.h"
#include "types.h"

// The argument types that Tiltfile builtins share, and how Starlark values become them. A path is
// kept as written: the body resolves it, because only the session knows the folder of the running
// file.
namespace tiltc::builtins {

// A string or a blob: text either way.
struct Text {
  std::string text;
  std::string origin;  // of a blob
};

// A string is a path, a blob is content; its text may still be in the making.
struct PathOrBlob {
  std::string path;
  const Blob* blob = nullptr;  // lives as long as the call
};

struct Path {
  std::string text;
};

// One string or a list of strings.
struct Strings {
  std::vector<std::string> values;
  bool given = false;
};

// One path or a list of paths; None is an empty list.
struct Paths {
  std::vector<std::string> values;
};

// A command: a string goes to `sh -c`, a list is an argv. None is an error.
struct CommandLine {
  graph::Argv argv;
  bool given = false;
};

// dict of strings; None is an empty one. Sorted by key.
struct StringMap {
  std::vector<std::pair<std::string, std::string>> entries;
};

// The steps of live_update=; None is an empty list.
struct LiveUpdate {
  std::vector<const LiveUpdateStepValue*> steps;
};

// A list of strings only: a lone string is an error, so that "ab" is not taken for ["a", "b"]. None
// is an empty list.
struct StringList {
  std::vector<std::string> values;
};

struct Links {
  std::vector<graph::Link> values;
};

struct PortForwards {
  std::vector<graph::PortForward> values;
};

struct Manifests {
  std::vector<PathOrBlob> values;
  bool is_none = false;
};

struct TriggerModeArgument {
  std::optional<graph::TriggerMode> mode;
};

// A duration as Go writes it: "90s".
struct Duration {
  std::chrono::nanoseconds value{0};
};

// The URL of a link; with http:// where it has no scheme.
std::string with_scheme(std::string url);

// Reads "8000", "8000:80", "host:8000:80". False with the reason in `problem`.
bool parse_port_forward(std::string_view text, graph::PortForward& out, std::string& problem);

}  // namespace tiltc::builtins

namespace tiltc {

// TILTC_ARGUMENT_TYPE declares a Convert whose from() stands in arguments.cpp.
#define TILTC_ARGUMENT_TYPE(Type, words, shown)                               \
  template <>                                                                 \
  struct Convert<builtins::Type> {                                            \
    static std::string type() { return words; }                               \
    static bool from(Value value, builtins::Type& out, std::string& problem); \
    static std::string show(const builtins::Type&) { return shown; }          \
  }

TILTC_ARGUMENT_TYPE(Text, "string or blob", "\"\"");
TILTC_ARGUMENT_TYPE(PathOrBlob, "path or blob", "None");
TILTC_ARGUMENT_TYPE(Path, "path", "\"\"");
TILTC_ARGUMENT_TYPE(Strings, "string or list of strings", "[]");
TILTC_ARGUMENT_TYPE(Paths, "path or list of paths", "[]");
TILTC_ARGUMENT_TYPE(CommandLine, "command: a string for sh, or a list of strings", "\"\"");
TILTC_ARGUMENT_TYPE(StringMap, "dict of strings", "{}");
TILTC_ARGUMENT_TYPE(LiveUpdate, "list of live_update steps", "[]");
TILTC_ARGUMENT_TYPE(StringList, "list of strings", "[]");
TILTC_ARGUMENT_TYPE(Links, "string, link or list of these", "[]");
TILTC_ARGUMENT_TYPE(PortForwards, "port, string, port_forward or list of these", "[]");
TILTC_ARGUMENT_TYPE(Manifests, "path, blob or list of these", "[]");
TILTC_ARGUMENT_TYPE(Duration, "duration: a string", "\"0s\"");
TILTC_ARGUMENT_TYPE(TriggerModeArgument, "TriggerMode", "TRIGGER_MODE_AUTO");

#undef TILTC_ARGUMENT_TYPE

}  // namespace tiltc
