#pragma once

#include <deque>

#include "builtins/evaluation.h"
#include "session.h"
#include "tiltc/builtin.h"

namespace tiltc::builtins {

// Measures what each call of a builtin costs. Functions that it wraps belong to it: it must live as
// long as the engine.
class CallTrace {
 public:
  explicit CallTrace(Session& session) : session_(session) {}

  // The builtin, timed.
  Value wrap(const BuiltinEntry<Session>& builtin);

  const std::vector<CallCost>& costs() const { return costs_; }

 private:
  struct Wrapped {
    CallTrace* trace;
    const BuiltinEntry<Session>* builtin;
  };
  static Value run(const Call& call);

  Session& session_;
  std::deque<Wrapped> wrapped_;
  std::vector<CallCost> costs_;  // in the order in which the calls ended
};

}  // namespace tiltc::builtins
