// Runs Starlark files with nothing predeclared: for benchmarks and for looking at bytecode.
//   starlark_run [--disassemble] FILE

#include <cstdio>
#include <cstring>
#include <string>

#include "base/disk.h"
#include "base/path.h"
#include "base/render.h"
#include "compile/compiler.h"
#include "resolve/resolve.h"
#include "syntax/parse.h"
#include "tiltc/engine.h"
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
  return 1;
}

int disassemble(const SourcePtr& source) {
  Diagnostics diagnostics;
  syntax::Tree tree = syntax::parse(source, diagnostics);
  const PredeclaredNames none{[](std::string_view) { return false; },
                              [] { return std::vector<std::string>(); }};
  if (!diagnostics.has_errors()) {
    resolve(tree, Dialect::tilt(), none, diagnostics);
  }
  if (diagnostics.has_errors()) {
    return report(diagnostics);
  }
  values::HeapImpl heap;
  const compile::Environment environment{
      &heap, [](std::string_view) { return std::optional<Value>(); },
      [](std::string_view) { return std::optional<Value>(Value::none()); }};
  compile::Unit unit;
  if (compile::compile(tree, environment, unit).ok()) {
    std::fputs(compile::disassemble(unit).c_str(), stdout);
  }
  return 0;
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
  Diagnostics diagnostics;
  return engine->execute(source, path, diagnostics).ok() ? 0 : report(diagnostics);
}

}  // namespace

int main(int argc, char** argv) {
  const bool shows = argc > 1 && std::strcmp(argv[1], "--disassemble") == 0;
  if (argc != (shows ? 3 : 2)) {
    std::fputs("usage: starlark_run [--disassemble] FILE\n", stderr);
    return 2;
  }
  const std::string path = argv[argc - 1];
  DiskLoader loader;
  const Result<SourcePtr> source = loader.read(path);
  if (!source.ok()) {
    std::fputs(render_full(source.error().diagnostic()).c_str(), stderr);
    return 2;
  }
  return shows ? disassemble(*source) : run(*source, path);
}
