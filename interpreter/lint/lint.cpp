#include "lint/lint.h"

#include <algorithm>
#include <array>

#include "lint/passes.h"
#include "lint/silence.h"

namespace tiltc {
namespace {

constexpr std::array kWarnings{
    WarningInfo{"constant-comparison", "a comparison of values whose types are never equal"},
    WarningInfo{"duplicate-argument", "a call that gives one parameter two arguments"},
    WarningInfo{"duplicate-key", "a key that stands twice in one dict"},
    WarningInfo{"missing-argument", "a call without an argument that is required"},
    WarningInfo{"no-such-attribute",
                "a method or field that the value's type, or the module, does not have"},
    WarningInfo{"not-callable", "a call of what is no function"},
    WarningInfo{"not-comparable", "`<` and its kin between values that have no order"},
    WarningInfo{"not-iterable", "a loop over what has no elements"},
    WarningInfo{"obsolete-parameter",
                "an argument for a parameter that nobody should use any more"},
    WarningInfo{"too-many-arguments",
                "a call with more positional arguments than there are "
                "parameters"},
    WarningInfo{"unknown-parameter",
                "a call with an argument name that the function does not have"},
    WarningInfo{"unknown-warning", "a comment that allows a warning that there is not"},
    WarningInfo{"unreachable-code",
                "statements behind `return`, `break`, `continue` or an endless "
                "loop"},
    WarningInfo{"unsupported-operands", "`+` between values that it does not join"},
    WarningInfo{"unused-name", "a variable of a function, or a loaded name, that nothing reads"},
};

}  // namespace

std::span<const WarningInfo> warnings() {
  return kWarnings;
}

}  // namespace tiltc

namespace tiltc::lint {

void lint(const syntax::Tree& tree, const KnownNames& known, Diagnostics& diagnostics) {
  Diagnostics about_comments;
  const Silence silence(tree, about_comments);
  std::vector<Diagnostic> found(about_comments.all());
  const Report report = [&](Diagnostic diagnostic) {
    if (!silence.covers(diagnostic)) {
      found.push_back(std::move(diagnostic));
    }
  };
  const Facts facts(tree);
  find_unused_names(facts, report);
  find_unreachable_code(facts, report);
  find_wrong_calls(facts, known, report);
  find_unknown_members(facts, known, report);
  find_wrong_operations(facts, report);
  std::stable_sort(found.begin(), found.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return a.primary.span.begin < b.primary.span.begin;
  });
  for (Diagnostic& diagnostic : found) {
    diagnostics.add(std::move(diagnostic));
  }
}

}  // namespace tiltc::lint
