#pragma once

#include <initializer_list>
#include <string>

#include "base/diagnostic.h"
#include "tiltc/value.h"

namespace tiltc::values {

// "a list of 3 elements", "an int: 8080", "None": what a value is, on part of a line.
std::string describe(Value value);

// Adds a label for each operand of the operation that failed, in the order of the text. They have
// no places: whoever knows the program finds them (vm/explain.h).
Diagnostic with_operands(Diagnostic diagnostic, std::initializer_list<Value> operands);

}  // namespace tiltc::values
