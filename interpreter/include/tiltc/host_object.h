#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tiltc/heap.h"
#include "tiltc/value.h"

namespace tiltc {

class Call;

// The operators that a host type may define.
enum class Operator : std::uint8_t { kAdd, kSubtract, kMultiply, kDivide, kFloorDivide };
enum class Side : std::uint8_t { kLeft, kRight };

// An embedder's own type: a blob, a trigger mode, a live_update step. Owned by the heap, destroyed when
// nothing reaches it. Immutable as Starlark sees it, unless it offers methods that change it.
class HostObject {
 public:
  virtual ~HostObject() = default;

  virtual std::string_view type_name() const = 0;
  virtual std::string str() const = 0;  // str() and repr()
  virtual bool truth() const { return true; }

  // The attribute `name`; nothing: the usual error with the nearest of attribute_names().
  virtual std::optional<Value> attribute(Heap&, std::string_view /*name*/) { return std::nullopt; }
  virtual std::vector<std::string> attribute_names() const { return {}; }

  // A hashable type says so here; others are "unhashable type".
  virtual std::optional<std::uint32_t> hash() const { return std::nullopt; }
  virtual bool equals(const HostObject& other) const { return this == &other; }

  // `a OP b`, where this is the operand on `side` and `other` the other one. Nothing: not defined with such
  // an operand.
  virtual Result<std::optional<Value>> binary(Heap&, Operator, Side /*side*/, Value /*other*/) {
    return std::optional<Value>();
  }
  // Order among values of this type (`<`, sorted()): negative, 0, positive. Nothing: they have none.
  virtual std::optional<int> order(const HostObject& /*other*/) const { return std::nullopt; }

  // A mapping (os.environ) answers these. Nothing: the type is not a mapping, or has no such key.
  virtual bool is_mapping() const { return false; }
  virtual std::optional<Value> get_item(Heap&, Value /*key*/) { return std::nullopt; }
  virtual bool set_item(Value /*key*/, Value /*value*/) { return false; }
  virtual std::vector<Value> keys(Heap&) { return {}; }

  // Reports the values it holds, for the collector and for freezing.
  virtual void visit(const std::function<void(Value)>& /*visitor*/) const {}
};

// The object behind a Value of Kind::kHost, or nullptr if it is no T.
HostObject* host_object(Value value);

template <class T>
T* host_as(Value value) {
  return dynamic_cast<T*>(host_object(value));
}

}  // namespace tiltc
