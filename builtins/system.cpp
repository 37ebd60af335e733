#include <fmt/format.h>

#include "arguments.h"
#include "base/path.h"
#include "base/text.h"
#include "tables.h"

// os, os.path and shlex. Paths are Go's, not Python's: an absolute part does not start a join over.
namespace tiltc::builtins {

namespace {

struct NoArguments {};

Result<std::string> getcwd(Session& session, const BuiltinCall&, const NoArguments&) {
  return session.directory();
}

struct GetenvArguments {
  std::string key;
  Value default_value;
};

Result<Value> getenv(Session& session, const BuiltinCall&, const GetenvArguments& arguments) {
  const std::optional<std::string> text = session.variable(arguments.key);
  return text ? session.heap().string(*text) : arguments.default_value;
}

struct PutenvArguments {
  std::string key;
  std::string value;
};

Result<Done> putenv(Session& session, const BuiltinCall& call, const PutenvArguments& arguments) {
  if (arguments.key.empty() || arguments.key.find('=') != std::string::npos) {
    return error("bad-environment-name",
                 fmt::format("{} is no name for a variable", json_quote(arguments.key)))
        .at(call.span_of("key"))
        .note("a name is not empty and holds no `=`");
  }
  session.environment()[arguments.key] = arguments.value;
  return Done{};
}

struct KeyArguments {
  std::string key;
};

Result<Done> unsetenv(Session& session, const BuiltinCall&, const KeyArguments& arguments) {
  session.environment().erase(arguments.key);
  return Done{};
}

struct PathArguments {
  Path path;
};

Result<bool> exists(Session& session, const BuiltinCall&, const PathArguments& arguments) {
  return session.disk().kind(session.resolve(arguments.path.text)) != FileKind::kMissing;
}

Result<std::string> abspath(Session& session, const BuiltinCall&, const PathArguments& arguments) {
  return is_absolute_path(arguments.path.text) ? arguments.path.text
                                               : session.resolve(arguments.path.text);
}

Result<std::string> basename(Session&, const BuiltinCall&, const PathArguments& arguments) {
  return base_name(arguments.path.text);
}

Result<std::string> dirname(Session&, const BuiltinCall&, const PathArguments& arguments) {
  return directory_name(arguments.path.text);
}

Result<std::string> realpath(Session& session, const BuiltinCall& call,
                             const PathArguments& arguments) {
  Result<std::string> real = session.disk().real_path(session.resolve(arguments.path.text));
  if (!real.ok()) {
    return std::move(real.error().diagnostic().at(call.span_of("path")));
  }
  return real;
}

struct JoinArguments {
  Path path;
  std::vector<Value> paths;
};

Result<std::string> join_paths(Session&, const BuiltinCall& call, const JoinArguments& arguments) {
  std::string joined = arguments.path.text;
  for (std::size_t i = 0; i < arguments.paths.size(); ++i) {
    Path part;
    std::string problem;
    if (!Convert<Path>::from(arguments.paths[i], part, problem)) {
      return error("wrong-type",
                   fmt::format("os.path.join wants strings, got {}", type_name(arguments.paths[i])))
          .at(call.call().positional_span(static_cast<std::uint32_t>(i + 1)));
    }
    joined += "/" + part.text;
  }
  // Empty parts vanish: join("", "a") is "a", not "/a".
  return arguments.path.text.empty()
             ? join_path("", std::string(joined.empty() ? "" : joined.substr(1)))
             : clean_path(joined);
}

struct RelpathArguments {
  Path targpath;
  std::optional<Path> basepath;
};

Result<std::string> relpath(Session& session, const BuiltinCall& call,
                            const RelpathArguments& arguments) {
  const std::string base = arguments.basepath ? arguments.basepath->text : session.directory();
  std::string relative = relative_path(base, arguments.targpath.text);
  if (relative.empty()) {
    return error("no-relative-path",
                 fmt::format("{} cannot be said as seen from {}",
                             json_quote(arguments.targpath.text), json_quote(base)))
        .at(call.span_of("targpath"))
        .note("both must be absolute, or both relative");
  }
  return relative;
}

struct QuoteArguments {
  std::string name;
};

Result<std::string> quote(Session&, const BuiltinCall&, const QuoteArguments& arguments) {
  return shell_quote(arguments.name);
}

constexpr Builtin kGetcwd{"os.getcwd", "The folder of the file that is being executed.", getcwd};
constexpr Builtin kGetenv{
    "os.getenv", "A variable of the environment.", getenv,
    required<&GetenvArguments::key>("key", "Its name."),
    optional<&GetenvArguments::default_value>("default", "What to return when it is not set."),
    example(R"(
mode = os.getenv('MODE', 'dev')
if mode not in ['dev', 'ci']:
    fail('MODE must be dev or ci, not %s' % mode)
)"),
};
constexpr Builtin kPutenv{"os.putenv", "Sets a variable for the commands of this Tiltfile.", putenv,
                          required<&PutenvArguments::key>("key", "Its name."),
                          required<&PutenvArguments::value>("value", "Its text.")};
constexpr Builtin kUnsetenv{"os.unsetenv", "Removes a variable for the commands of this Tiltfile.",
                            unsetenv, required<&KeyArguments::key>("key", "Its name.")};
constexpr Builtin kExists{"os.path.exists", "Whether a file or folder is there; it is not watched.",
                          exists, required<&PathArguments::path>("path", "The path.")};
constexpr Builtin kAbspath{"os.path.abspath", "The absolute path.", abspath,
                           required<&PathArguments::path>("path", "The path.")};
constexpr Builtin kBasename{"os.path.basename", "The last part of a path.", basename,
                            required<&PathArguments::path>("path", "The path.")};
constexpr Builtin kDirname{"os.path.dirname", "All but the last part of a path.", dirname,
                           required<&PathArguments::path>("path", "The path.")};
constexpr Builtin kRealpath{"os.path.realpath", "The path with symbolic links resolved.", realpath,
                            required<&PathArguments::path>("path", "The path.")};
constexpr Builtin kJoin{"os.path.join",
                        "The parts joined by slashes and cleaned; an absolute part does not "
                        "start over.",
                        join_paths, required<&JoinArguments::path>("path", "The first part."),
                        rest<&JoinArguments::paths>("paths", "The others."),
    example(R"(
print(os.path.join(os.getcwd(), 'deploy', 'app.yaml'))
)"),
};
constexpr Builtin kRelpath{
    "os.path.relpath", "The path as seen from another.", relpath,
    required<&RelpathArguments::targpath>("targpath", "The path."),
    optional<&RelpathArguments::basepath>("basepath", "From where; default: the current folder.")};
constexpr Builtin kQuote{"shlex.quote", "The text as one word of a shell command.", quote,
                         required<&QuoteArguments::name>("name", "The text.").alias("s"),
    example(R"(
local('echo ' + shlex.quote("it's one word"), quiet = True)
)"),
};

constexpr std::array kEntries{entry<kGetcwd>,   entry<kGetenv>,  entry<kPutenv>,   entry<kUnsetenv>,
                              entry<kExists>,   entry<kAbspath>, entry<kBasename>, entry<kDirname>,
                              entry<kRealpath>, entry<kJoin>,    entry<kRelpath>,  entry<kQuote>};

}  // namespace

Table system_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
