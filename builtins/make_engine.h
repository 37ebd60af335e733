#pragma once

#include <memory>

#include "session.h"

namespace tiltc::builtins {

// The engine of one evaluation, with all builtins and constants installed; attached to the session,
// which must outlive it. Warnings go to `diagnostics`.
std::unique_ptr<Engine> make_engine(Session& session, Diagnostics& diagnostics);

}  // namespace tiltc::builtins
