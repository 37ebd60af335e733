#include <algorithm>

#include "resolve/resolve.h"
#include "syntax/parse.h"

namespace tiltc {

void check(const SourcePtr& source, const Dialect& dialect,
           const std::vector<std::string>& predeclared, Diagnostics& diagnostics) {
  Diagnostics syntax_errors;
  syntax::Tree tree = syntax::parse(source, syntax_errors);
  for (const Diagnostic& diagnostic : syntax_errors.all()) {
    diagnostics.add(diagnostic);
  }
  if (syntax_errors.has_errors()) {
    return;
  }
  const std::vector<std::string>* names = &predeclared;
  const PredeclaredNames given{[names](std::string_view name) {
                                 return std::find(names->begin(), names->end(), name) !=
                                        names->end();
                               },
                               [names] { return *names; }};
  resolve(tree, dialect, given, diagnostics);
}

}  // namespace tiltc
