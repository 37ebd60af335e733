#pragma once

#include "base/diagnostic.h"

namespace tiltc::vm {

// Makes a failure's diagnostic, whose primary span is the place of the operation, tell more by
// reading the file again: finds the places of operands (values/describe.h), and where a variable
// among them is bound. Labels whose operand is not in the text are dropped.
void explain(Diagnostic& diagnostic);

}  // namespace tiltc::vm
