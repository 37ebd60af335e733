#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "tiltc/value.h"

namespace tiltc {

class HostObject;

// Makes values. One Heap per Engine; values of different heaps never meet. Used by the thread that
// evaluates. Allocation may collect garbage: values on the native stack and in Roots survive, values only
// in malloc'ed memory of native code do not.
class Heap {
 public:
  virtual ~Heap() = default;

  virtual Value integer(std::int64_t i) = 0;
  virtual Value floating(double d) = 0;
  virtual Value string(std::string_view bytes) = 0;
  virtual Value interned(std::string_view name) = 0;  // one object per text; for names
  virtual Value bytes(std::string_view bytes) = 0;
  virtual Value list(std::span<const Value> elements) = 0;
  virtual Value tuple(std::span<const Value> elements) = 0;
  // Entries in order; of equal keys the last value stays. Keys must be hashable (strings always are).
  virtual Value dict(std::span<const DictEntry> entries) = 0;
  // Grow a list or dict that native code has just made: the way to build nested values, because each part
  // is reachable from a value on the native stack as soon as it exists. `key` must be hashable.
  virtual void append(Value list, Value element) = 0;
  virtual void put(Value dict, Value key, Value value) = 0;
  // struct(a = 1, ...); names must be distinct.
  virtual Value structure(std::span<const std::pair<std::string_view, Value>> fields) = 0;
  // An immutable namespace such as `os.path`: type "module", printed [module: name].
  virtual Value module(std::string_view name,
                       std::span<const std::pair<std::string_view, Value>> members) = 0;
  virtual Value host(std::unique_ptr<HostObject> object) = 0;

  // Makes the value and all that it reaches immutable.
  virtual void freeze(Value value) = 0;

  // Values that outlive a native call are registered here; see Root.
  virtual void add_root(Value* slot) = 0;
  virtual void remove_root(Value* slot) = 0;
};

// Keeps one value alive for as long as it exists.
class Root {
 public:
  Root(Heap& heap, Value value) : heap_(&heap), slot_(std::make_unique<Value>(value)) {
    heap_->add_root(slot_.get());
  }
  Root(Root&&) = default;
  Root& operator=(Root&&) = delete;
  ~Root() {
    if (slot_) {
      heap_->remove_root(slot_.get());
    }
  }
  Value get() const { return *slot_; }

 private:
  Heap* heap_;
  std::unique_ptr<Value> slot_;
};

}  // namespace tiltc
