#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tiltc/value.h"

// How the functions and methods of this folder are called, for whoever looks at programs that do
// not run: the checker, help texts. The natives take their arguments by themselves (arguments.h);
// signatures_test.cpp proves that both say the same.
namespace tiltc::library {

// One function or method. The text is as Python's own reference has it: `/` ends what is given by
// position only, `*` begins what is given by name only.
struct Signature {
  std::string_view name;
  std::string_view parameters;      // "sep=None, maxsplit=-1, /"
  std::optional<Kind> result = {};  // of every call that succeeds, where it is always the same
};

// nullptr: no universal function, no method of the kind, has this name.
const Signature* universal_signature(std::string_view name);
const Signature* method_signature(Kind kind, std::string_view name);

// One parameter out of Signature::parameters.
struct SignatureParameter {
  enum class Form : std::uint8_t { kOne, kRest /* *args */, kRestNamed /* **kwargs */ };
  std::string_view name;
  Form form = Form::kOne;
  bool required = false;
  bool by_position = true;
  bool by_name = true;
};

std::vector<SignatureParameter> parameters_of(const Signature& signature);

}  // namespace tiltc::library
