#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "tiltc/call.h"
#include "values/heap_impl.h"

namespace tiltc::library {

struct UniversalFunction {
  std::string_view name;
  NativeFunction function = nullptr;
};

// len, range, sorted, ...; None, True and False are not among them.
std::span<const UniversalFunction> universal_functions();

// The value of a universal name; a new builtin object at each call, so ask once per name and keep
// it.
std::optional<Value> make_universal(values::HeapImpl& heap, std::string_view name);

}  // namespace tiltc::library
