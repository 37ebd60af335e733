#pragma once

#include "syntax/ast.h"

namespace tiltc::format {

// Whether two trees mean the same: everything but the places is equal.
bool same_tree(const syntax::Tree& a, const syntax::Tree& b);

}  // namespace tiltc::format
