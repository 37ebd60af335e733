#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "lint/call_shape.h"
#include "lint/passes.h"

namespace tiltc::lint {
namespace {

using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;
using syntax::Scope;
using syntax::SymbolId;
using syntax::Tree;

// One call against one shape.
class CallCheck {
 public:
  CallCheck(const Tree& tree, const Node& call, const CallShape& shape, const Report& report)
      : tree_(tree), call_(call), shape_(shape), report_(report) {}

  void run() {
    for (const NodeId id : tree_.list(call_.b, call_.c)) {
      switch (tree_[id].kind) {
        case NodeKind::kNamedArgument:
          named(id);
          break;
        case NodeKind::kStarArgument:
          starred_ = true;
          break;
        case NodeKind::kStarStarArgument:
          double_starred_ = true;
          break;
        default:
          positional(id);
      }
    }
    missing();
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::size_t positional_limit() const {
    return static_cast<std::size_t>(
        std::count_if(shape_.parameters.begin(), shape_.parameters.end(),
                      [](const ShapeParameter& one) { return one.by_position; }));
  }

  void say(Diagnostic diagnostic) {
    if (shape_.definition) {
      diagnostic.also(shape_.definition, fmt::format("{} is defined here", shape_.name));
    } else if (diagnostic.notes.empty()) {
      diagnostic.note("its signature is " + shape_.signature);
    }
    report_(std::move(diagnostic));
  }

  void positional(NodeId id) {
    const std::size_t limit = positional_limit();
    if (positional_ == limit && !shape_.takes_rest) {
      say(warning("too-many-arguments",
                  limit == 0 ? fmt::format("{} takes no positional arguments", shape_.name)
                             : fmt::format("{} takes at most {} positional "
                                           "argument{}",
                                           shape_.name, limit, limit == 1 ? "" : "s"))
              .at(tree_.span(id), "one too many"));
    }
    ++positional_;
  }

  void named(NodeId id) {
    const Node& argument = tree_[id];
    const std::string_view name = tree_.name(SymbolId{argument.a});
    const Span place{tree_.source, argument.begin,
                     argument.begin + static_cast<std::uint32_t>(name.size())};
    const std::size_t index = parameter_called(name);
    if (index == kNone) {
      unknown(name, place);
    } else if (given_by_position(index)) {
      say(warning("duplicate-argument", fmt::format("{} gets the argument `{}` twice", shape_.name,
                                                    shape_.parameters[index].name))
              .at(place, "once by position, once by name"));
    } else {
      named_.push_back(index);
      deprecated(shape_.parameters[index], place);
    }
  }

  void deprecated(const ShapeParameter& parameter, const Span& place) {
    if (!parameter.deprecation.empty()) {
      report_(
          warning("obsolete-parameter", fmt::format("`{}` of {} is obsolete: {}", parameter.name,
                                                    shape_.name, parameter.deprecation))
              .at(place));
    }
  }

  bool given_by_position(std::size_t index) const {
    return index < positional_ && shape_.parameters[index].by_position;
  }

  std::size_t parameter_called(std::string_view name) const {
    for (std::size_t i = 0; i < shape_.parameters.size(); ++i) {
      const ShapeParameter& one = shape_.parameters[i];
      if (one.by_name && (one.name == name || one.other_name == name)) {
        return i;
      }
    }
    return kNone;
  }

  void unknown(std::string_view name, const Span& place) {
    if (shape_.takes_rest_named) {
      return;
    }
    std::vector<std::string> known;
    for (const ShapeParameter& one : shape_.parameters) {
      if (one.by_name) {
        known.push_back(one.name);
      }
    }
    const std::vector<std::string> near = closest_names(name, known);
    Diagnostic diagnostic =
        warning("unknown-parameter", fmt::format("{} has no parameter `{}`", shape_.name, name))
            .at(place, near.empty() ? "" : fmt::format("did you mean `{}`?", near.front()));
    if (known.empty()) {
      diagnostic.note(fmt::format("{} takes its arguments by position only", shape_.name));
    }
    say(std::move(diagnostic));
  }

  void missing() {
    if (starred_ || double_starred_) {
      return;
    }
    std::vector<std::string> absent;
    for (std::size_t i = 0; i < shape_.parameters.size(); ++i) {
      const bool named = std::find(named_.begin(), named_.end(), i) != named_.end();
      if (shape_.parameters[i].required && !named && !given_by_position(i)) {
        absent.push_back("`" + shape_.parameters[i].name + "`");
      }
    }
    if (!absent.empty()) {
      say(warning("missing-argument",
                  fmt::format("{} needs the argument{} {}", shape_.name,
                              absent.size() == 1 ? "" : "s", join(absent, ", ")))
              .at(tree_.span(NodeId{call_.a})));
    }
  }

  const Tree& tree_;
  const Node& call_;
  const CallShape& shape_;
  const Report& report_;
  std::size_t positional_ = 0;
  std::vector<std::size_t> named_;
  bool starred_ = false;
  bool double_starred_ = false;
};

const library::Signature* signature_of(const Facts& facts, NodeId callee) {
  const Tree& tree = facts.tree();
  const Node& node = tree[callee];
  if (node.kind == NodeKind::kName && tree.binding(callee).scope == Scope::kUniversal) {
    return library::universal_signature(tree.name(SymbolId{node.a}));
  }
  if (node.kind == NodeKind::kAttribute) {
    const auto receiver = facts.type(NodeId{node.a});
    return receiver ? library::method_signature(*receiver, tree.name(SymbolId{node.b})) : nullptr;
  }
  return nullptr;
}

std::optional<CallShape> shape_of_callee(const Facts& facts, const KnownNames& known,
                                         NodeId callee) {
  if (const syntax::Function* function = facts.function(callee)) {
    return shape_of(facts.tree(), *function);
  }
  if (const library::Signature* signature = signature_of(facts, callee)) {
    return shape_of(*signature);
  }
  const std::string name = facts.dotted_name(callee);
  const auto builtin =
      std::find_if(known.builtins.begin(), known.builtins.end(),
                   [&name](const BuiltinInfo* info) { return info->name == name; });
  return builtin == known.builtins.end() ? std::nullopt : std::optional(shape_of(**builtin));
}

}  // namespace

void find_wrong_calls(const Facts& facts, const KnownNames& known, const Report& report) {
  const Tree& tree = facts.tree();
  facts.each_node([&](NodeId id) {
    const Node& node = tree[id];
    if (node.kind != NodeKind::kCall) {
      return;
    }
    if (const auto shape = shape_of_callee(facts, known, NodeId{node.a})) {
      CallCheck(tree, node, *shape, report).run();
    }
  });
}

}  // namespace tiltc::lint
