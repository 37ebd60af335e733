#pragma once

#include <memory>

#include "call_trace.h"
#include "session.h"

namespace tiltc::builtins {

// The engine of one evaluation, with all builtins and constants installed; attached to the session,
// which must outlive it. Warnings go to `diagnostics`.
// With a trace, which must outlive the engine, calls of builtins are timed.
std::unique_ptr<Engine> make_engine(Session& session, Diagnostics& diagnostics,
                                    CallTrace* trace = nullptr);

}  // namespace tiltc::builtins
