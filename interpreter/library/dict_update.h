#pragma once

#include "library/arguments.h"
#include "values/objects.h"

namespace tiltc::library {

// What dict(...) and d.update(...) have in common: entries of a mapping or of an iterable of pairs,
// then the named arguments. The dict may change.
bool update_dict(const Call& call, std::string_view function, values::Dict* dict);

}  // namespace tiltc::library
