#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "library/signatures.h"
#include "syntax/ast.h"
#include "tiltc/builtin.h"

namespace tiltc::lint {

struct ShapeParameter {
  std::string name;
  std::string other_name;  // that it may be given by too
  bool required = false;
  bool by_position = true;
  bool by_name = true;
  std::string deprecation;  // why, and what to use instead
};

// Which arguments something callable takes.
struct CallShape {
  std::string name;
  std::vector<ShapeParameter> parameters;
  bool takes_rest = false;        // *args
  bool takes_rest_named = false;  // **kwargs
  std::string signature;          // for messages; empty where `definition` is
  Span definition;                // the def
};

CallShape shape_of(const library::Signature& signature);
CallShape shape_of(const BuiltinInfo& builtin);
CallShape shape_of(const syntax::Tree& tree, const syntax::Function& function);

}  // namespace tiltc::lint
