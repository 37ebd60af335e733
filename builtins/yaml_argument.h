#pragma once

#include "arguments.h"
#include "session.h"

namespace tiltc::builtins {

// The text of one item of the parameter `yaml`: a file, which becomes an input, or a blob.
Result<SourcePtr> read_yaml_argument(Session& session, const BuiltinCall& call,
                                     const PathOrBlob& item);

}  // namespace tiltc::builtins
