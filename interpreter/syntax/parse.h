#pragma once

#include "base/diagnostic.h"
#include "syntax/ast.h"

namespace tiltc::syntax {

// Parses a file. Goes on after mistakes: each is added to `diagnostics`, in the order of the text,
// at most one of a statement's syntax; what could not be parsed is a kErrorExpression or
// kErrorStatement. A tree with errors is to look at, not to resolve or to run.
Tree parse(SourcePtr source, Diagnostics& diagnostics);

}  // namespace tiltc::syntax
