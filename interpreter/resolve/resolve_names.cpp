#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "library/universal_names.h"
#include "resolve/foreign_names.h"
#include "resolve/resolver.h"

namespace tiltc {

using syntax::Binding;
using syntax::NodeId;
using syntax::Scope;
using syntax::SymbolId;

namespace {

// Looking for what was meant takes time in proportion to the names of the file.
constexpr std::uint32_t kMaxSuggestions = 20;

std::uint32_t index_of(SymbolId symbol) {
  return static_cast<std::uint32_t>(symbol);
}

bool belongs_to_function(Scope scope) {
  return scope == Scope::kLocal || scope == Scope::kCell || scope == Scope::kFree;
}

}  // namespace

Resolver::Resolver(syntax::Tree& tree, const Dialect& dialect, const PredeclaredNames& predeclared)
    : tree_(tree), dialect_(dialect), predeclared_(predeclared), file_names_(tree.symbols.size()) {}

void Resolver::run(Diagnostics& diagnostics) {
  statements(tree_.functions[0].body);
  for (const Use& use : uses_) {
    resolve_use(use);
  }
  for (const Use& use : undefined_) {
    report_undefined(use);
  }
  box_captured();
  for (Diagnostic& diagnostic : found_) {
    diagnostics.add(std::move(diagnostic));
  }
}

void Resolver::bind_name(NodeId node, SymbolId symbol) {
  set_binding(node, bind(symbol, tree_[node].anchor), current_function());
}

Binding Resolver::bind(SymbolId symbol, std::uint32_t offset) {
  return at_top_level() ? bind_global(symbol, offset) : bind_local(symbol);
}

// A name that load has bound stays the file's own.
Binding Resolver::bind_global(SymbolId symbol, std::uint32_t offset) {
  FileName& name = file_names_[index_of(symbol)];
  const std::uint32_t known = name.loaded != kNoIndex ? name.loaded : name.global;
  if (known == kNoIndex) {
    name.global = add_global(symbol, true, offset);
    return {Scope::kGlobal, name.global};
  }
  if (!dialect_.global_reassign) {
    cannot_reassign(symbol, offset, first_bindings_[known]);
  }
  return {Scope::kGlobal, known};
}

Binding Resolver::bind_loaded(SymbolId symbol, std::uint32_t offset) {
  FileName& name = file_names_[index_of(symbol)];
  if (name.loaded == kNoIndex) {
    name.loaded = add_global(symbol, false, offset);
  } else if (!dialect_.global_reassign) {
    cannot_reassign(symbol, offset, first_bindings_[name.loaded]);
  }
  return {Scope::kGlobal, name.loaded};
}

std::uint32_t Resolver::add_global(SymbolId symbol, bool exported, std::uint32_t offset) {
  tree_.globals.push_back({symbol, exported});
  first_bindings_.push_back(offset);
  return static_cast<std::uint32_t>(tree_.globals.size() - 1);
}

Binding Resolver::bind_local(SymbolId symbol) {
  if (const Binding* known = bindings_.find(block_, symbol)) {
    return *known;
  }
  std::vector<syntax::Local>& locals = tree_.functions[current_function()].locals;
  const Binding made{Scope::kLocal, static_cast<std::uint32_t>(locals.size())};
  locals.push_back({symbol, false});
  bindings_.insert(block_, symbol, made);
  return made;
}

void Resolver::set_binding(NodeId node, Binding binding, std::uint32_t function) {
  tree_[node].b = static_cast<std::uint32_t>(binding.scope);
  tree_[node].c = binding.index;
  if (binding.scope == Scope::kLocal) {
    local_nodes_.push_back({node, function});
  }
}

void Resolver::use(NodeId node) {
  const Use seen{node, block_};
  if (at_top_level() && dialect_.global_reassign) {
    resolve_use(seen);
  } else {
    uses_.push_back(seen);
  }
}

void Resolver::resolve_use(const Use& use) {
  const SymbolId symbol{tree_[use.node].a};
  const Binding binding = look_up(symbol, use.block);
  if (binding.scope == Scope::kUnresolved) {
    undefined_.push_back(use);
  }
  set_binding(use.node, binding, blocks_[use.block].function);
}

Binding Resolver::look_up(SymbolId symbol, std::uint32_t block) {
  if (block == kFileBlock) {
    return look_up_in_file(symbol);
  }
  if (const Binding* known = bindings_.find(block, symbol)) {
    return *known;
  }
  const Binding outer = look_up(symbol, blocks_[block].parent);
  if (blocks_[block].is_function && belongs_to_function(outer.scope)) {
    return capture(symbol, block, outer);
  }
  return outer;
}

Binding Resolver::look_up_in_file(SymbolId symbol) {
  FileName& name = file_names_[index_of(symbol)];
  if (name.loaded != kNoIndex) {
    return {Scope::kGlobal, name.loaded};
  }
  if (name.global != kNoIndex) {
    return {Scope::kGlobal, name.global};
  }
  if (!name.given) {
    name.given = given_scope(symbol);
  }
  return {*name.given, index_of(symbol)};
}

Scope Resolver::given_scope(SymbolId symbol) const {
  const std::string_view name = tree_.name(symbol);
  if (predeclared_.contains && predeclared_.contains(name)) {
    return Scope::kPredeclared;
  }
  const auto& all = library::kUniversalNames;
  const bool known = std::binary_search(all.begin(), all.end(), name);
  const bool universal = known && (dialect_.set || name != "set");
  return universal ? Scope::kUniversal : Scope::kUnresolved;
}

// Hands a variable of an outer function into the function of `block`: the variable lives in a box
// from now on, and the function has it among its free variables.
Binding Resolver::capture(SymbolId symbol, std::uint32_t block, Binding outer) {
  const bool from_local = outer.scope != Scope::kFree;
  if (from_local) {
    const std::uint32_t owner = blocks_[blocks_[block].parent].function;
    tree_.functions[owner].locals[outer.index].is_cell = true;
  }
  std::vector<syntax::Capture>& free = tree_.functions[blocks_[block].function].free_variables;
  const Binding made{Scope::kFree, static_cast<std::uint32_t>(free.size())};
  free.push_back({symbol, from_local, outer.index});
  bindings_.insert(block, symbol, made);
  return made;
}

Span Resolver::name_span(SymbolId symbol, std::uint32_t offset) const {
  const auto length = static_cast<std::uint32_t>(tree_.name(symbol).size());
  return {tree_.source, offset, offset + length};
}

// Said at the end, when it is known whether the name is bound further down.
void Resolver::report_undefined(const Use& use) {
  const SymbolId symbol{tree_[use.node].a};
  const std::string_view name = tree_.name(symbol);
  Diagnostic diagnostic = error("undefined-name", fmt::format("undefined: {}", name))
                              .at(name_span(symbol, tree_[use.node].anchor));
  if (file_names_[index_of(symbol)].global != kNoIndex) {
    diagnostic.note("at the top level a name is known only after its first assignment")
        .also(name_span(symbol, first_bindings_[file_names_[index_of(symbol)].global]),
              "first assigned here");
  } else if (const std::string_view help = help_for_foreign_name(name); !help.empty()) {
    diagnostic.with_help(std::string(help));
  } else if (suggestions_++ < kMaxSuggestions) {
    const std::vector<std::string> near = closest_names(name, visible_names(use.block));
    diagnostic.primary.text =
        near.empty() ? std::string() : fmt::format("did you mean `{}`?", near.front());
  }
  report(std::move(diagnostic));
}

std::vector<std::string> Resolver::visible_names(std::uint32_t block) const {
  std::vector<std::string> names(library::kUniversalNames.begin(), library::kUniversalNames.end());
  if (predeclared_.list) {
    const std::vector<std::string> given = predeclared_.list();
    names.insert(names.end(), given.begin(), given.end());
  }
  for (const syntax::Global& global : tree_.globals) {
    names.emplace_back(tree_.name(global.name));
  }
  for (; block != kFileBlock; block = blocks_[block].parent) {
    for (const syntax::Local& local : tree_.functions[blocks_[block].function].locals) {
      names.emplace_back(tree_.name(local.name));
    }
  }
  return names;
}

void Resolver::cannot_reassign(SymbolId symbol, std::uint32_t offset, std::uint32_t first) {
  report(error("reassigned-global", fmt::format("`{}` is assigned twice", tree_.name(symbol)))
             .at(name_span(symbol, offset))
             .also(name_span(symbol, first), "first assigned here")
             .note("in strict Starlark a global is assigned once"));
}

// Only now is it known which locals inner functions share.
void Resolver::box_captured() {
  for (const LocalNode& local : local_nodes_) {
    syntax::Node& node = tree_[local.node];
    if (tree_.functions[local.function].locals[node.c].is_cell) {
      node.b = static_cast<std::uint32_t>(Scope::kCell);
    }
  }
  for (syntax::Function& function : tree_.functions) {
    for (syntax::Parameter& parameter : function.parameters) {
      const bool bound = parameter.binding.scope == Scope::kLocal;
      if (bound && function.locals[parameter.binding.index].is_cell) {
        parameter.binding.scope = Scope::kCell;
      }
    }
  }
}

void resolve(syntax::Tree& tree, const Dialect& dialect, const PredeclaredNames& predeclared,
             Diagnostics& diagnostics) {
  Resolver(tree, dialect, predeclared).run(diagnostics);
}

}  // namespace tiltc
