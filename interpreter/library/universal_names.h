#pragma once

#include <array>
#include <string_view>

namespace tiltc::library {

// The names that every file knows without anyone predeclaring them, sorted.
inline constexpr std::array<std::string_view, 33> kUniversalNames = {
    "False", "None",   "True",      "abs",   "all",   "any",     "bool",    "bytes", "chr",
    "dict",  "dir",    "enumerate", "fail",  "float", "getattr", "hasattr", "hash",  "int",
    "len",   "list",   "max",       "min",   "ord",   "print",   "range",   "repr",  "reversed",
    "set",   "sorted", "str",       "tuple", "type",  "zip"};

}  // namespace tiltc::library
