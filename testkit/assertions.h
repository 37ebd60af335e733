#pragma once

#include <functional>
#include <optional>

#include "base/diagnostic.h"
#include "tiltc/engine.h"

namespace tiltc::testkit {

// The module `assert` of one engine: eq, ne, true, lt, contains, fails, fail. A failed assertion is
// reported and the program goes on. Must outlive the engine's programs.
class Assertions {
 public:
  // `report` is told of each assertion that fails, complete with its place and call stack.
  Assertions(Engine& engine, std::function<void(Diagnostic)> report)
      : engine_(engine), report_(std::move(report)) {}

  void predeclare();

  Engine& engine() { return engine_; }
  void report(Diagnostic diagnostic) { report_(std::move(diagnostic)); }

 private:
  Engine& engine_;
  std::function<void(Diagnostic)> report_;
};

}  // namespace tiltc::testkit
