// fleet FILE: a program with a configuration language of its own. The file is Starlark; the builtin
// server() registers servers, which the program prints with the line that each came from.
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "base/render.h"
#include "tiltc/builtin.h"
#include "tiltc/engine.h"

namespace {

struct Server {  // a target type of our own; it keeps its place for later messages
  std::string name;
  std::int64_t port = 0;
  tiltc::Span span;
};

struct Fleet {  // what the builtins of one evaluation share
  std::vector<Server> servers;
};

struct ServerArguments {  // with their defaults
  std::string name;
  std::int64_t port = 80;
};

tiltc::Result<tiltc::Done> server(Fleet& fleet, const tiltc::BuiltinCall& call,
                                  const ServerArguments& arguments) {
  if (arguments.port < 1 || arguments.port > 65535) {
    return tiltc::error("bad-port", "a port is a number from 1 to 65535").at(call.span_of("port"));
  }
  fleet.servers.push_back({arguments.name, arguments.port, call.span()});
  return tiltc::Done{};
}

constexpr tiltc::Builtin kServer{
    "server", "Registers a server.", server,
    tiltc::required<&ServerArguments::name>("name", "What it is called."),
    tiltc::optional<&ServerArguments::port>("port", "Where it listens.")};
constexpr std::array kBuiltins{tiltc::entry<kServer>};

}  // namespace

int main(int argc, char** argv) {
  const std::string path = argc > 1 ? argv[1] : "fleet.star";
  std::ifstream file(path);
  auto source =
      std::make_shared<tiltc::Source>(path, std::string(std::istreambuf_iterator<char>(file), {}));

  tiltc::Engine::Options options;
  options.limits = {.depth = 100, .steps = 100'000, .memory_bytes = 64 << 20};
  options.print = [](std::string_view text) { std::printf("%s\n", std::string(text).c_str()); };
  const std::unique_ptr<tiltc::Engine> engine = tiltc::Engine::create(options);

  Fleet fleet;
  tiltc::Predeclaration names(*engine);
  names.add(kBuiltins, fleet);
  names.install();

  tiltc::Diagnostics diagnostics;
  const bool good = engine->execute(source, path, diagnostics).ok();
  for (const tiltc::Diagnostic& diagnostic : diagnostics.all()) {
    std::fputs(tiltc::render_full(diagnostic, tiltc::Colour::kNever).c_str(), stderr);
  }
  for (const Server& one : fleet.servers) {
    std::printf("%s:%d from %s\n", one.name.c_str(), static_cast<int>(one.port),
                tiltc::location(one.span).c_str());
  }
  return good ? 0 : 1;
}
