#pragma once

#include <optional>
#include <string>

#include "graph/probe.h"
#include "tiltc/builtin.h"

namespace tiltc::builtins {

// readiness_probe=: what probe() makes.
struct ProbeArgument {
  std::optional<graph::Probe> probe;
};

}  // namespace tiltc::builtins

namespace tiltc {

template <>
struct Convert<builtins::ProbeArgument> {
  static std::string type() { return "Probe"; }
  static bool from(Value value, builtins::ProbeArgument& out, std::string& problem);
  static std::string show(const builtins::ProbeArgument&) { return "None"; }
};

}  // namespace tiltc
