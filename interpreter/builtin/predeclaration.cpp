#include <algorithm>

#include "tiltc/builtin.h"

namespace tiltc {

void Predeclaration::add(std::string_view name, Value value) {
  members_.emplace_back(std::string(name), Root(engine_.heap(), value));
}

Value Predeclaration::module_of(std::string_view prefix) {
  // Names directly below the prefix, modules below it made first.
  std::vector<std::string> names;
  std::vector<Root> values;
  for (const auto& [name, root] : members_) {
    if (!name.starts_with(prefix) || name.size() <= prefix.size() || name[prefix.size()] != '.') {
      continue;
    }
    const std::string_view rest = std::string_view(name).substr(prefix.size() + 1);
    const std::size_t dot = rest.find('.');
    const std::string first(rest.substr(0, dot));
    if (std::find(names.begin(), names.end(), first) != names.end()) {
      continue;
    }
    names.push_back(first);
    values.emplace_back(engine_.heap(), dot == std::string_view::npos
                                            ? root.get()
                                            : module_of(std::string(prefix) + "." + first));
  }
  std::vector<std::pair<std::string_view, Value>> members;
  for (std::size_t i = 0; i < names.size(); ++i) {
    members.emplace_back(names[i], values[i].get());
  }
  return engine_.heap().module(prefix, members);
}

void Predeclaration::install() {
  std::vector<std::string> modules;
  for (const auto& [name, root] : members_) {
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) {
      engine_.predeclare(name, root.get());
    } else if (std::find(modules.begin(), modules.end(), name.substr(0, dot)) == modules.end()) {
      modules.push_back(name.substr(0, dot));
      engine_.predeclare(modules.back(), module_of(modules.back()));
    }
  }
}

}  // namespace tiltc
