// Runs Starlark files with `struct` predeclared: for benchmarks and for looking at bytecode.
//   starlark_run [--disassemble | --phase=parse|compile] FILE

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "base/disk.h"
#include "base/path.h"
#include "base/render.h"
#include "compile/compiler.h"
#include "resolve/resolve.h"
#include "syntax/parse.h"
#include "tiltc/engine.h"
#include "values/call_access.h"
#include "vm/engine_impl.h"

namespace {

using namespace tiltc;

class DiskLoader : public Loader {
 public:
  Result<std::string> resolve(std::string_view path, std::string_view from) override {
    return resolve_path(directory_name(from), path);
  }
  Result<SourcePtr> read(const std::string& key) override {
    Result<std::string> text = disk_.read(key);
    if (!text.ok()) {
      return std::move(text.error());
    }
    return SourcePtr(std::make_shared<Source>(key, std::move(*text)));
  }

 private:
  RealDisk disk_;
};

int report(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    std::fputs(render_full(diagnostic).c_str(), stderr);
  }
  return diagnostics.has_errors() ? 1 : 0;
}

enum class Goal { kRun, kDisassemble, kParse, kCompile };

int prepare(const SourcePtr& source, Goal goal) {
  Diagnostics diagnostics;
  syntax::Tree tree = syntax::parse(source, diagnostics);
  if (goal == Goal::kParse) {
    return report(diagnostics);
  }
  const PredeclaredNames none{[](std::string_view) { return false; },
                              [] { return std::vector<std::string>(); }};
  if (!diagnostics.has_errors()) {
    resolve(tree, Dialect::tilt(), none, diagnostics);
  }
  if (diagnostics.has_errors()) {
    return report(diagnostics);
  }
  values::HeapImpl heap;
  compile::Unit unit;
  heap.add_root_visitor([&unit](values::Marker& marker) { marker.range(unit.constants); });
  const compile::Environment environment{
      &heap, [](std::string_view) { return std::optional<Value>(); },
      [](std::string_view) { return std::optional<Value>(Value::none()); }};
  if (compile::compile(tree, environment, unit).ok() && goal == Goal::kDisassemble) {
    std::fputs(compile::disassemble(unit).c_str(), stdout);
  }
  return 0;
}

Value make_struct(const Call& call) {
  return values::impl(call.heap()).structure(CallAccess::names(call), CallAccess::named(call));
}

int run(const SourcePtr& source, const std::string& path) {
  DiskLoader loader;
  Engine::Options options;
  options.loader = &loader;
  options.print = [](std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
  };
  const auto engine = Engine::create(std::move(options));
  engine->predeclare("struct", engine->native({"struct", make_struct, nullptr}));
  Diagnostics diagnostics;
  return engine->execute(source, path, diagnostics).ok() ? 0 : report(diagnostics);
}

// What an option asks for; nothing: unknown.
std::optional<Goal> goal_of(std::string_view option) {
  if (option == "--disassemble") {
    return Goal::kDisassemble;
  }
  if (option == "--phase=parse") {
    return Goal::kParse;
  }
  return option == "--phase=compile" ? std::optional(Goal::kCompile) : std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  const std::optional<Goal> goal = argc == 3 ? goal_of(argv[1]) : std::optional(Goal::kRun);
  if (argc < 2 || argc > 3 || !goal) {
    std::fputs("usage: starlark_run [--disassemble | --phase=parse|compile] FILE\n", stderr);
    return 2;
  }
  const std::string path = argv[argc - 1];
  DiskLoader loader;
  const Result<SourcePtr> source = loader.read(path);
  if (!source.ok()) {
    std::fputs(render_full(source.error().diagnostic()).c_str(), stderr);
    return 2;
  }
  return *goal == Goal::kRun ? run(*source, path) : prepare(*source, *goal);
}
