#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "syntax/ast.h"
#include "tiltc/engine.h"

namespace tiltc {

// The names that an embedder gives to programs.
struct PredeclaredNames {
  std::function<bool(std::string_view)> contains;
  std::function<std::vector<std::string>()>
      list;  // all of them, to find what a misspelt name meant
};

// Ties each name of a tree that is not broken to the variable it means: fills all that ast.h
// calls "set by the resolver". Adds what is wrong with names and with the places of statements to
// `diagnostics`, in the order of the text.
//
// A function's variables are the names it binds anywhere in its body. Top-level code may rebind
// globals (unless the dialect forbids it), so there a use means what is bound, or known, before it
// in the text; uses inside functions and comprehensions are looked up when the whole file has been
// read.
void resolve(syntax::Tree& tree, const Dialect& dialect, const PredeclaredNames& predeclared,
             Diagnostics& diagnostics);

// Parses and resolves a file. Nothing when it has mistakes; all of them go to `diagnostics`, in the
// order of the text; where the syntax is broken, undefined names follow.
// `edit`, if any, changes the tree of a file without errors before names are looked at.
using TreeEdit = void (*)(syntax::Tree&);
std::optional<syntax::Tree> parse_and_resolve(SourcePtr source, const Dialect& dialect,
                                              const PredeclaredNames& predeclared,
                                              Diagnostics& diagnostics, TreeEdit edit = nullptr);

}  // namespace tiltc
