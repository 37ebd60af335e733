#include "tiltc/builtin.h"

#include "base/render.h"
#include "catch.h"

namespace tiltc {
namespace {

struct Log {
  std::vector<std::string> calls;
};

struct Resource {
  std::string name;
  std::optional<std::string> cmd;
  std::vector<std::string> deps;
  bool auto_init = true;
  std::int64_t port = 0;
};

Result<Done> resource(Log& log, const BuiltinCall& call, const Resource& args) {
  log.calls.push_back(args.name + "/" + args.cmd.value_or("-") + "/" +
                      std::to_string(args.deps.size()) + (args.auto_init ? "+" : "-") +
                      std::to_string(args.port) + (call.was_given("port") ? "!" : ""));
  return Done{};
}

constexpr Builtin kResource{
    "local.resource",
    "Registers a command.",
    resource,
    required<&Resource::name>("name", "Unique name."),
    optional<&Resource::cmd>("cmd", "What to run."),
    named_only,
    optional<&Resource::deps>("deps", "Paths.").alias("paths"),
    optional<&Resource::auto_init>("auto_init", "At start-up too."),
    optional<&Resource::port>("port", "Where it listens."),
};

struct Anything {
  std::vector<Value> values;
  NamedValues named;
};

Result<std::string> anything(Log&, const BuiltinCall&, const Anything& args) {
  std::string out = std::to_string(args.values.size());
  for (const auto& [name, value] : args.named) {
    out += " " + std::string(name) + "=" + repr(value);
  }
  return out;
}

constexpr Builtin kAnything{
    "anything",
    "Takes anything.",
    anything,
    rest<&Anything::values>("values", "Whatever."),
    rest<&Anything::named>("named", "Whatever has a name."),
    example(R"(
if True:
    anything(1, a = 2)
)"),
};

TEST_CASE("an example is shown as it is, in the page as a block that tests run") {
  CHECK(reference(kAnything).find(
            "\n  Example:\n\n      if True:\n          anything(1, a = 2)\n") != std::string::npos);
  CHECK(reference_markdown(kAnything).find(
            "\n```tiltfile runnable\nif True:\n    anything(1, a = 2)\n```\n") !=
        std::string::npos);
  CHECK(reference(kResource).find("Example") == std::string::npos);
}

TEST_CASE("a builtin knows the type of its result") {
  CHECK(kAnything.returns() == "string");
  CHECK(kResource.returns() == "None");
}

constexpr std::array kBuiltins{entry<kResource>, entry<kAnything>};

// What the program did, or its one error as "CODE at TEXT UNDER THE CARET: MESSAGE / LABEL".
std::string run(const std::string& text) {
  Log log;
  Engine::Options options;
  options.print = [&log](std::string_view line) { log.calls.emplace_back(line); };
  const std::unique_ptr<Engine> engine = Engine::create(std::move(options));
  Predeclaration predeclaration(*engine);
  predeclaration.add(kBuiltins, log);
  predeclaration.install();
  Diagnostics diagnostics;
  static_cast<void>(engine->execute(std::make_shared<Source>("t", text), "t", diagnostics));
  std::string out;
  for (const std::string& call : log.calls) {
    out += call;
  }
  for (const Diagnostic& d : diagnostics.all()) {
    out += d.code + " at " + std::string(d.primary.span.text()) + ": " + d.message +
           (d.primary.text.empty() ? "" : " / " + d.primary.text);
  }
  return out;
}

TEST_CASE("arguments find their members by position, name and alias") {
  CHECK(run("local.resource('a')") == "a/-/0+0");
  CHECK(run("local.resource('a', 'b', deps=['x', 'y'], auto_init=False)") == "a/b/2-0");
  CHECK(run("local.resource(port=5, paths=('x',), name='a')") == "a/-/1+5!");
  CHECK(run("local.resource('a', None)") == "a/-/0+0");
  CHECK(run("local.resource(*['a'], **{'port': 0})") == "a/-/0+0!");
  CHECK(run("print(anything(1, 2, x=3, y='z'))") == "2 x=3 y=\"z\"");
}

TEST_CASE("a mistake in a call is shown on the argument") {
  CHECK(run("local.resource('a', auto_int=1)") ==
        "unknown-parameter at auto_int: local.resource has no parameter `auto_int` / did you mean "
        "`auto_init`?");
  CHECK(run("local.resource()") ==
        "missing-argument at local.resource: local.resource needs an argument for `name`");
  CHECK(run("local.resource('a', 'b', ['c'])") ==
        "too-many-arguments at ['c']: local.resource takes at most 2 positional arguments, got 3 / "
        "one too many");
  CHECK(run("local.resource(name = 7)") ==
        "wrong-type at 7: `name` of local.resource wants string, got int / this is an int: 7");
  CHECK(run("local.resource('a', port=None)") ==
        "wrong-type at None: `port` of local.resource wants int, got NoneType / this is None");
  CHECK(run("local.resource('a', deps=['x', 3])").find("element 1 is an int, want string") !=
        std::string::npos);
  CHECK(run("local.resource('a', name='b')") ==
        "argument-given-twice at name: local.resource got two arguments for `name` / given again");
  CHECK(run("local.resource('a', deps=[], paths=[])") ==
        "argument-given-twice at paths: local.resource got two arguments for `deps` / given again");
  CHECK(run("local.resource('a', **{'port': 'x'})").find("wrong-type at **{'port': 'x'}") == 0);
  CHECK(run("local.resource('a', port=1 << 80)").find("does not fit 64 bits") != std::string::npos);
}

TEST_CASE("the table is the reference") {
  CHECK(signature(kResource) ==
        "local.resource(name, cmd=None, *, deps=[], auto_init=True, port=0)");
  CHECK(signature(kAnything) == "anything(*values, **named)");
  CHECK(reference(kResource).find("auto_init (bool, default True)") != std::string::npos);
  CHECK(reference_markdown(kResource).find("| `name` | string, required | Unique name. |") !=
        std::string::npos);
}

}  // namespace
}  // namespace tiltc
