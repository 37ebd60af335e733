// Runs many small programs in one process: tiltc's side of tests/fuzz/differential.py, which
// describes the protocol (runners.py). Its peer for starlark-go is peer/main.go.
//   starlark_batch [--strict]

#include <cstdio>
#include <iostream>
#include <string>

#include "base/render.h"
#include "tiltc/engine.h"

namespace {

using namespace tiltc;

// A program that takes more is given up and compared with nothing.
constexpr std::uint64_t kSteps = 300'000;
constexpr std::uint64_t kMemory = std::uint64_t{256} << 20U;

struct Host {
  Engine* engine = nullptr;
};

// attempt(f): ("ok", f()), or "error" when the call fails.
Value attempt(const Call& call) {
  if (call.positional_count() != 1 || call.named_count() != 0) {
    return call.fail(error("bad-call", "attempt() takes one function"));
  }
  const Result<Value> result =
      static_cast<Host*>(call.host())->engine->call(call.positional(0), {});
  if (!result.ok()) {
    return call.heap().string("error");
  }
  const Value pair[] = {call.heap().string("ok"), *result};
  return call.heap().tuple(pair);
}

Value freeze(const Call& call) {
  if (call.positional_count() != 1 || call.named_count() != 0) {
    return call.fail(error("bad-call", "freeze() takes one value"));
  }
  call.heap().freeze(call.positional(0));
  return call.positional(0);
}

// `failed 3 7`: the lines of the call stack, outermost first.
std::string outcome_of(const Diagnostics& diagnostics) {
  const Diagnostic& first = diagnostics.all().front();
  if (first.code == "step-limit" || first.code == "memory-limit") {
    return "limit";
  }
  std::string outcome = first.stack.empty() ? "rejected" : "failed";
  for (const Frame& frame : first.stack) {
    outcome += " " + std::to_string(frame.span ? frame.span.position().line : 0);
  }
  return outcome;
}

void run(std::string text, const Dialect& dialect) {
  std::string printed;
  Engine::Options options;
  options.dialect = dialect;
  options.limits.steps = kSteps;
  options.limits.memory_bytes = kMemory;
  options.print = [&](std::string_view line) { (printed += line) += '\n'; };
  const auto engine = Engine::create(std::move(options));
  Host host{engine.get()};
  engine->predeclare("attempt", engine->native({"attempt", attempt, &host}));
  engine->predeclare("freeze", engine->native({"freeze", freeze, &host}));
  Diagnostics diagnostics;
  const auto result =
      engine->execute(std::make_shared<Source>("program", std::move(text)), "program", diagnostics);
  const std::string message = result.ok() ? "" : render_short(result.error().diagnostic());
  std::cout << (result.ok() ? "ok" : outcome_of(diagnostics)) << '\n'
            << message.size() << ' ' << printed.size() << '\n'
            << message << printed << std::flush;
}

}  // namespace

int main(int argc, char** argv) {
  const bool strict = argc > 1 && std::string(argv[1]) == "--strict";
  std::size_t size = 0;
  while (std::cin >> size && std::cin.get() == '\n') {
    std::string text(size, '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(size));
    run(std::move(text), strict ? Dialect::strict() : Dialect::tilt());
  }
  return 0;
}
