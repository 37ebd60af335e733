#pragma once

#include <span>
#include <string_view>

#include "tiltc/call.h"
#include "values/heap_impl.h"

namespace tiltc::library {

// A method of a builtin type; its native finds the value in Call::receiver().
struct Method {
  std::string_view name;
  NativeFunction function = nullptr;
};

// All methods of the kind, sorted by name; empty for kinds without.
std::span<const Method> methods_of(Kind kind);

// nullptr: no such method. The result is static.
const Method* find_method(Kind kind, std::string_view name);

// list.append, of which the virtual machine knows what it does.
const Method* list_append();

// The method as a value: `<built-in method append of list value>`.
Value bind_method(values::HeapImpl& heap, Value receiver, const Method& method);

}  // namespace tiltc::library
