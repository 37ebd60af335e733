#include "vm/module.h"

namespace tiltc::vm {

void FileModule::index_globals() {
  for (std::size_t i = 0; i < unit_.global_names.size(); ++i) {
    indices_.emplace(unit_.global_names[i].name, i);
  }
}

std::optional<Value> FileModule::global(std::string_view name) const {
  const auto found = indices_.find(name);
  if (found == indices_.end() || unit_.globals[found->second].is_failure()) {
    return std::nullopt;
  }
  return unit_.globals[found->second];
}

std::vector<std::pair<std::string_view, Value>> FileModule::globals() const {
  std::vector<std::pair<std::string_view, Value>> result;
  for (std::size_t i = 0; i < unit_.globals.size(); ++i) {
    if (!unit_.globals[i].is_failure()) {
      result.emplace_back(unit_.global_names[i].name, unit_.globals[i]);
    }
  }
  return result;
}

std::optional<Value> FileModule::exported(std::string_view name) const {
  const auto found = indices_.find(name);
  if (found == indices_.end() || !unit_.global_names[found->second].exported) {
    return std::nullopt;
  }
  return global(name);
}

std::vector<std::string> FileModule::exported_names() const {
  std::vector<std::string> result;
  for (const compile::GlobalName& name : unit_.global_names) {
    if (name.exported && exported(name.name)) {
      result.push_back(name.name);
    }
  }
  return result;
}

}  // namespace tiltc::vm
