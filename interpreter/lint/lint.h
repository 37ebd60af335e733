#pragma once

#include "base/diagnostic.h"
#include "syntax/ast.h"
#include "tiltc/check.h"

namespace tiltc::lint {

// What is right by the rules of the language and still cannot be meant, in a tree without errors.
// Adds warnings to `diagnostics`, in the order of the text, without those that the file silences.
// Costs another few walks over the tree, so it is no part of running a file.
void lint(const syntax::Tree& tree, const KnownNames& known, Diagnostics& diagnostics);

}  // namespace tiltc::lint
