#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "tiltc/engine.h"
#include "values/heap_impl.h"

namespace tiltc::modules {

// Collects the members of a module that is being made. Lives on the native stack.
class NativeModule {
 public:
  NativeModule(Engine& engine, std::string_view name)
      : engine_(engine), name_(name), values_(values::impl(engine.heap())) {}

  // `name` is a constant with the module's in front: "math.sqrt".
  void add(std::string_view name, NativeFunction function, void* host = nullptr) {
    add(name, engine_.native({name, function, host}));
  }
  void add(std::string_view name, Value value) {
    names_.push_back(name.substr(name_.size() + 1));
    values_.items.push_back(value);
  }

  Value make() const {
    std::vector<std::pair<std::string_view, Value>> members;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      members.emplace_back(names_[i], values_.items[i]);
    }
    return engine_.heap().module(name_, members);
  }

 private:
  Engine& engine_;
  std::string_view name_;
  std::vector<std::string_view> names_;
  values::ValueVector values_;
};

}  // namespace tiltc::modules
