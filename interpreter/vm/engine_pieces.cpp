#include "vm/engine_impl.h"

// Interactive sessions: pieces of a program, one after the other.
namespace tiltc::vm {

namespace {

// No name that a program can write.
constexpr std::string_view kValueName = "<value>";

// An expression at the end becomes an assignment, so that its value can be looked at.
void keep_last_value(syntax::Tree& tree) {
  const syntax::Node& body = tree[tree.functions[0].body];
  if (body.b == 0) {
    return;
  }
  const syntax::NodeId last = tree.children[body.a + body.b - 1];
  if (tree[last].kind != syntax::NodeKind::kExpressionStatement) {
    return;
  }
  const auto symbol = static_cast<std::uint32_t>(tree.symbols.size());
  tree.symbols.push_back(kValueName);
  syntax::Node name = tree[last];
  name.kind = syntax::NodeKind::kName;
  name.a = symbol;
  const auto target = static_cast<std::uint32_t>(tree.nodes.size());
  tree.nodes.push_back(name);
  syntax::Node& statement = tree[last];
  statement.kind = syntax::NodeKind::kAssign;
  statement.b = statement.a;
  statement.a = target;
}

}  // namespace

// A name that the piece binds has the value of earlier pieces until then: `x += 1` goes on from there.
void EngineImpl::bind_known_globals(compile::Unit& unit) {
  for (std::size_t i = 0; i < unit.global_names.size(); ++i) {
    const auto known = predeclared_.find(unit.global_names[i].name);
    if (known != predeclared_.end() && unit.globals[i].is_failure()) {
      unit.globals[i] = known->second;
    }
  }
}

Result<std::optional<Value>> EngineImpl::execute_piece(SourcePtr source, const std::string& key,
                                                       Diagnostics& diagnostics) {
  thread_.begin_evaluation();
  thread_.resume();
  more_errors_.clear();
  modules_.push_back(std::make_unique<FileModule>());
  FileModule& module = *modules_.back();
  module.unit().key = key;
  running_.push_back({key, {}});
  Status status = compile_file(std::move(source), module, &keep_last_value);
  if (status.ok()) {
    bind_known_globals(module.unit());
    status = run_module(module);
  }
  running_.pop_back();
  // What it bound before it failed is known, too.
  for (const auto& [name, value] : module.globals()) {
    if (name != kValueName) {
      predeclare(name, value);
    }
  }
  if (status.ok()) {
    return module.global(kValueName);
  }
  if (!thread_.stopped()) {
    add_errors(status.error().diagnostic(), diagnostics);
  }
  return std::move(status).error();
}

}  // namespace tiltc::vm
