#pragma once

#include "session.h"
#include "tiltc/builtin.h"

namespace tiltc::builtins {

// The guard against production: commands of a Tiltfile run only where the current Kubernetes
// context is none, a local one, or allowed by allow_k8s_contexts() so far.
Status check_context(Session& session, const BuiltinCall& call);

}  // namespace tiltc::builtins
