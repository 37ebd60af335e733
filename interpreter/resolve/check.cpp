#include <algorithm>

#include "resolve/resolve.h"
#include "syntax/parse.h"

namespace tiltc {
namespace {

void add_sorted(const Diagnostics& found, Diagnostics& diagnostics) {
  std::vector<const Diagnostic*> sorted;
  for (const Diagnostic& diagnostic : found.all()) {
    sorted.push_back(&diagnostic);
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const Diagnostic* a, const Diagnostic* b) {
    return a->primary.span.begin < b->primary.span.begin;
  });
  for (const Diagnostic* diagnostic : sorted) {
    diagnostics.add(*diagnostic);
  }
}

}  // namespace

std::optional<syntax::Tree> parse_and_resolve(SourcePtr source, const Dialect& dialect,
                                              const PredeclaredNames& predeclared,
                                              Diagnostics& diagnostics, TreeEdit edit) {
  Diagnostics found;
  syntax::Tree tree = syntax::parse(std::move(source), found);
  if (edit != nullptr && !found.has_errors()) {
    edit(tree);
  }
  if (!tree.broken) {
    resolve(tree, dialect, predeclared, found);
  }
  add_sorted(found, diagnostics);
  return found.has_errors() ? std::nullopt : std::optional(std::move(tree));
}

void check(const SourcePtr& source, const Dialect& dialect,
           const std::vector<std::string>& predeclared, Diagnostics& diagnostics) {
  const std::vector<std::string>& names = predeclared;
  const PredeclaredNames given{[&names](std::string_view name) {
                                 return std::find(names.begin(), names.end(), name) != names.end();
                               },
                               [&names] { return names; }};
  static_cast<void>(parse_and_resolve(source, dialect, given, diagnostics));
}

}  // namespace tiltc
