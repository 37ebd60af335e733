#include <fmt/format.h>

#include "lint/passes.h"

// Parameters, loop variables and parts of unpacked values are not looked at: they often have to be
// there though nobody needs them. Globals may be loaded by other files.
namespace tiltc::lint {
namespace {

bool is_for_own_use(const Variable& variable) {
  switch (variable.by) {
    case BoundBy::kAssignment:
    case BoundBy::kDef:
      return variable.function != 0;
    case BoundBy::kLoad:
      return true;
    default:
      return false;
  }
}

}  // namespace

void find_unused_names(const Facts& facts, const Report& report) {
  const syntax::Tree& tree = facts.tree();
  for (const Variable& variable : facts.variables()) {
    const std::string_view name = tree.name(variable.name);
    if (variable.uses > 0 || name.front() == '_' || !is_for_own_use(variable)) {
      continue;
    }
    const std::string_view how = variable.by == BoundBy::kLoad  ? "loaded"
                                 : variable.by == BoundBy::kDef ? "defined"
                                                                : "assigned";
    report(warning("unused-name", fmt::format("`{}` is {} but never used", name, how))
               .at({tree.source, variable.begin, variable.end})
               .with_help(variable.by == BoundBy::kLoad
                              ? std::string("take it out of the load")
                              : fmt::format("take it out, or call it `_{}`", name)));
  }
}

}  // namespace tiltc::lint
