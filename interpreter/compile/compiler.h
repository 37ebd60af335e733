#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "base/diagnostic.h"
#include "base/result.h"
#include "compile/code.h"
#include "syntax/ast.h"
#include "tiltc/heap.h"

namespace tiltc::compile {

// What the compiler asks of the engine: the values of names that no file binds. They become
// constants.
struct Environment {
  Heap* heap = nullptr;
  std::function<std::optional<Value>(std::string_view)> predeclared;
  std::function<std::optional<Value>(std::string_view)> universal;
};

// Fills `unit`, whose constants must already be roots of the heap, from a tree that was parsed and
// resolved without errors. Fails for files of absurd size or depth only.
Status compile(const syntax::Tree& tree, const Environment& environment, Unit& unit);

}  // namespace tiltc::compile
