#include <algorithm>

#include "lint/lint.h"
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

// Whether a statement that could not be parsed has the name in its text, and so may have bound it.
bool is_in_broken_text(const syntax::Tree& tree, std::string_view name) {
  return std::any_of(tree.nodes.begin(), tree.nodes.end(), [&](const syntax::Node& node) {
    return node.kind == syntax::NodeKind::kErrorStatement &&
           tree.source->text().substr(node.begin, node.end - node.begin).find(name) !=
               std::string_view::npos;
  });
}

// Of a tree with holes only this is certain: a name that nothing binds, and no hole has.
void undefined_beside_holes(syntax::Tree& tree, const Dialect& dialect,
                            const PredeclaredNames& predeclared, Diagnostics& diagnostics) {
  Diagnostics found;
  resolve(tree, dialect, predeclared, found);
  for (const Diagnostic& diagnostic : found.all()) {
    if (diagnostic.code == "undefined-name" &&
        !is_in_broken_text(tree, diagnostic.primary.span.text())) {
      diagnostics.add(diagnostic);
    }
  }
}

}  // namespace

std::optional<syntax::Tree> parse_and_resolve(SourcePtr source, const Dialect& dialect,
                                              const PredeclaredNames& predeclared,
                                              Diagnostics& diagnostics, TreeEdit edit) {
  Diagnostics found;
  syntax::Tree tree = syntax::parse(std::move(source), found);
  if (tree.broken) {
    add_sorted(found, diagnostics);
    undefined_beside_holes(tree, dialect, predeclared, diagnostics);
    return std::nullopt;
  }
  if (edit != nullptr && !found.has_errors()) {
    edit(tree);
  }
  resolve(tree, dialect, predeclared, found);
  add_sorted(found, diagnostics);
  return found.has_errors() ? std::nullopt : std::optional(std::move(tree));
}

void check(const SourcePtr& source, const Dialect& dialect, const KnownNames& known,
           Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const std::string& dotted : known.names) {
    names.push_back(dotted.substr(0, dotted.find('.')));
  }
  const PredeclaredNames given{[&names](std::string_view name) {
                                 return std::find(names.begin(), names.end(), name) != names.end();
                               },
                               [&names] { return names; }};
  const auto tree = parse_and_resolve(source, dialect, given, diagnostics);
  if (tree) {
    lint::lint(*tree, known, diagnostics);
  }
}

}  // namespace tiltc
