#pragma once

#include <string>
#include <vector>

#include "tiltc/value.h"

// What an interactive session asks beside Engine::execute_piece.
namespace tiltc {

// A def or lambda as help shows it: its name, parameters as `(a, b = …)`, and doc string.
struct FunctionDescription {
  std::string name, parameters, doc;
};

// Of a Value of Kind::kFunction or kBuiltin; of the latter the name alone is known.
FunctionDescription describe_function(Value function);

// Names of all attributes that the value has, sorted: what dir() lists.
std::vector<std::string> attributes_of(Value value);

// The functions and constants that every program knows, and the words of the language.
std::vector<std::string> universal_names();
std::vector<std::string> keyword_names();

// Whether a program that begins like this is not at its end yet: a bracket, a string of several lines, a
// block or a line that goes on behind `\` is open.
enum class Continuation { kNone, kBlock /* a line that is not indented ends it */, kOpen };
Continuation continuation_of(const std::string& text);

}  // namespace tiltc
