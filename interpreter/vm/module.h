#pragma once

#include <string_view>
#include <unordered_map>

#include "compile/code.h"
#include "tiltc/engine.h"

namespace tiltc::vm {

// A file that has run, or is running. The Engine owns it and keeps it to its own end, because
// functions that the file defined may be called as long.
class FileModule final : public Module {
 public:
  compile::Unit& unit() { return unit_; }
  const compile::Unit& unit() const { return unit_; }

  std::optional<Value> global(std::string_view name) const override;
  std::vector<std::pair<std::string_view, Value>> globals() const override;
  const std::string& key() const override { return unit_.key; }

  // What load() may take from the file.
  std::optional<Value> exported(std::string_view name) const;
  std::vector<std::string> exported_names() const;

  void index_globals();  // once the unit is compiled

 private:
  compile::Unit unit_;
  std::unordered_map<std::string_view, std::size_t> indices_;
};

}  // namespace tiltc::vm
