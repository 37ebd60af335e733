#pragma once

#include "session.h"

namespace tiltc::builtins {

// Takes the values of the Secrets in a YAML text, so that logs do not show them. Wrong YAML has
// none: it is told later. Nothing is taken once secret_settings(disable_scrub=True) was called.
void collect_secrets(Session& session, const SourcePtr& yaml);

}  // namespace tiltc::builtins
