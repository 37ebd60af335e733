#include <fmt/format.h>

#include <algorithm>

#include "arguments.h"
#include "tables.h"

// fail, warn, exit; other files; struct.
namespace tiltc::builtins {

namespace {

struct MessageArguments {
  std::string msg;
};

Result<Done> fail(Session&, const BuiltinCall& call, const MessageArguments& arguments) {
  return error("failed-by-tiltfile", arguments.msg).at(call.span());
}

Result<Done> warn(Session& session, const BuiltinCall& call, const MessageArguments& arguments) {
  session.diagnostics().add(warning("warned-by-tiltfile", arguments.msg).at(call.span()));
  return Done{};
}

struct ExitArguments {
  Value code;
};

Result<Value> exit(Session& session, const BuiltinCall& call, const ExitArguments& arguments) {
  if (!arguments.code.is_none()) {
    session.log(repr(arguments.code));
  }
  return session.engine().stop(call.call());
}

struct FileArguments {
  Path path;
};

Result<Done> include(Session& session, const BuiltinCall& call, const FileArguments& arguments) {
  Result<const Module*> module = session.engine().load(call.call(), arguments.path.text);
  if (!module.ok()) {
    return std::move(module).error();
  }
  return Done{};
}

Result<Value> load_dynamic(Session& session, const BuiltinCall& call,
                           const FileArguments& arguments) {
  Result<const Module*> module = session.engine().load(call.call(), arguments.path.text);
  if (!module.ok()) {
    return std::move(module).error();
  }
  // The module keeps its globals alive; sorted, so that the order does not depend on the text.
  std::vector<std::pair<std::string_view, Value>> globals = (*module)->globals();
  std::sort(globals.begin(), globals.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  const Value dict = session.heap().dict({});
  for (const auto& [name, value] : globals) {
    session.heap().put(dict, session.heap().string(name), value);
  }
  session.heap().freeze(dict);
  return dict;
}

struct StructArguments {
  NamedValues fields;
};

Result<Value> make_struct(Session& session, const BuiltinCall&, const StructArguments& arguments) {
  return session.heap().structure(arguments.fields);
}

struct ModuleArguments {
  std::string name;
  NamedValues members;
};

Result<Value> make_module(Session& session, const BuiltinCall&, const ModuleArguments& arguments) {
  // The arguments keep the members alive until the module does.
  ModuleValue::Members members(arguments.members.begin(), arguments.members.end());
  return session.heap().host(std::make_unique<ModuleValue>(arguments.name, std::move(members)));
}

constexpr Builtin kFail{"fail", "Ends the evaluation with an error.", fail,
                        required<&MessageArguments::msg>("msg", "The error's text.")};
constexpr Builtin kWarn{"warn", "Reports a warning; the evaluation goes on.", warn,
                        required<&MessageArguments::msg>("msg", "The warning's text.")};
constexpr Builtin kExit{"exit", "Ends the evaluation without error; what is registered stays.",
                        exit, optional<&ExitArguments::code>("code", "A value to log.")};
constexpr Builtin kInclude{"include", "Executes another file, once, for what it registers.",
                           include, required<&FileArguments::path>("path", "The file.")};
constexpr Builtin kLoadDynamic{
    "load_dynamic", "Executes another file, once, and returns its globals as a frozen dict.",
    load_dynamic, required<&FileArguments::path>("path", "The file.")};
constexpr Builtin kStruct{"struct", "An immutable record with the given fields.", make_struct,
                          rest<&StructArguments::fields>("fields", "Fields by name."),
    example(R"(
service = struct(name = 'api', port = 8080)
print('%s listens at %d' % (service.name, service.port))
)"),
};
constexpr Builtin kModule{
    "module", "An immutable namespace with the given members.", make_module,
    required<&ModuleArguments::name>("name", "What it is called when printed."),
    rest<&ModuleArguments::members>("members", "Members by name.")};

constexpr std::array kEntries{entry<kFail>,        entry<kWarn>,   entry<kExit>,  entry<kInclude>,
                              entry<kLoadDynamic>, entry<kStruct>, entry<kModule>};

}  // namespace

Table flow_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
