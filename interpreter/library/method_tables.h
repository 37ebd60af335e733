#pragma once

#include <span>

#include "library/methods.h"

// The methods of each type, sorted by name; one source file a table or more.
namespace tiltc::library {

std::span<const Method> string_methods();
std::span<const Method> bytes_methods();
std::span<const Method> list_methods();
std::span<const Method> dict_methods();
std::span<const Method> set_methods();

}  // namespace tiltc::library
