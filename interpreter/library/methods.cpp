#include "library/methods.h"

#include <algorithm>

#include "library/method_tables.h"

namespace tiltc::library {

std::span<const Method> methods_of(Kind kind) {
  switch (kind) {
    case Kind::kString:
      return string_methods();
    case Kind::kBytes:
      return bytes_methods();
    case Kind::kList:
      return list_methods();
    case Kind::kDict:
      return dict_methods();
    case Kind::kSet:
      return set_methods();
    default:
      return {};
  }
}

const Method* find_method(Kind kind, std::string_view name) {
  const std::span<const Method> methods = methods_of(kind);
  const auto found = std::lower_bound(
      methods.begin(), methods.end(), name,
      [](const Method& method, std::string_view wanted) { return method.name < wanted; });
  return found != methods.end() && found->name == name ? &*found : nullptr;
}

const Method* list_append() {
  static const Method* const append = find_method(Kind::kList, "append");
  return append;
}

Value bind_method(values::HeapImpl& heap, Value receiver, const Method& method) {
  const Value name = heap.interned(method.name);
  return Value::object(heap.new_builtin(method.function, nullptr, name, receiver));
}

}  // namespace tiltc::library
