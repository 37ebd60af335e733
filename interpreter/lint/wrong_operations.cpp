#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "library/methods.h"
#include "lint/passes.h"

namespace tiltc::lint {
namespace {

using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;
using syntax::Operator;
using syntax::Tree;

bool is_number(Kind kind) {
  return kind == Kind::kInt || kind == Kind::kFloat;
}

bool is_function(Kind kind) {
  return kind == Kind::kFunction || kind == Kind::kBuiltin;
}

// "a string", "None".
std::string describe(Kind kind) {
  switch (kind) {
    case Kind::kNone:
      return "None";
    case Kind::kBool:
      return "a bool";
    case Kind::kInt:
      return "an int";
    case Kind::kFloat:
      return "a float";
    case Kind::kString:
      return "a string";
    case Kind::kBytes:
      return "bytes";
    case Kind::kList:
      return "a list";
    case Kind::kTuple:
      return "a tuple";
    case Kind::kDict:
      return "a dict";
    case Kind::kSet:
      return "a set";
    case Kind::kRange:
      return "a range";
    default:
      return "a function";
  }
}

bool is_ordered(Kind kind) {
  switch (kind) {
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kFloat:
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kSet:
      return true;
    default:
      return false;
  }
}

bool is_addable(Kind kind) {
  switch (kind) {
    case Kind::kInt:
    case Kind::kFloat:
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kList:
    case Kind::kTuple:
      return true;
    default:
      return false;
  }
}

bool same_family(Kind left, Kind right) {
  return left == right || (is_number(left) && is_number(right)) ||
         (is_function(left) && is_function(right));
}

class OperationCheck {
 public:
  OperationCheck(const Facts& facts, const Report& report)
      : facts_(facts), tree_(facts.tree()), report_(report) {}

  void node(NodeId id) {
    const Node& node_here = tree_[id];
    switch (node_here.kind) {
      case NodeKind::kBinary:
        return binary(node_here);
      case NodeKind::kAttribute:
        return attribute(node_here);
      case NodeKind::kCall:
        return call(NodeId{node_here.a});
      case NodeKind::kDict:
        return keys(node_here);
      case NodeKind::kFor:
      case NodeKind::kForClause:
        return iterable(NodeId{node_here.b});
      default:
        return;
    }
  }

 private:
  void binary(const Node& operation) {
    const auto left = facts_.type(NodeId{operation.a});
    const auto right = left ? facts_.type(NodeId{operation.b}) : std::nullopt;
    if (!right) {
      return;
    }
    switch (operation.op) {
      case Operator::kEqual:
      case Operator::kNotEqual:
        return equality(operation, *left, *right);
      case Operator::kLess:
      case Operator::kLessEqual:
      case Operator::kGreater:
      case Operator::kGreaterEqual:
        if (!same_family(*left, *right) || !is_ordered(*left)) {
          say(operation, *left, *right, "not-comparable",
              fmt::format("{} and {} cannot be ordered", describe(*left), describe(*right)));
        }
        return;
      case Operator::kAdd:
        return addition(operation, *left, *right);
      default:
        return;
    }
  }

  void equality(const Node& operation, Kind left, Kind right) {
    if (same_family(left, right) || left == Kind::kNone || right == Kind::kNone) {
      return;
    }
    const bool equal = operation.op == Operator::kEqual;
    say(operation, left, right, "constant-comparison",
        fmt::format("`{}` is always {} here: {} never equals {}", equal ? "==" : "!=",
                    equal ? "False" : "True", describe(left), describe(right)));
  }

  void addition(const Node& operation, Kind left, Kind right) {
    if (same_family(left, right) && is_addable(left)) {
      return;
    }
    Diagnostic diagnostic =
        warning("unsupported-operands",
                fmt::format("`+` cannot join {} and {}", describe(left), describe(right)));
    if ((left == Kind::kString) != (right == Kind::kString)) {
      diagnostic.with_help("convert the other one with str(), or use \"%s\" % x");
    } else if (left == Kind::kDict && right == Kind::kDict) {
      diagnostic.with_help("dicts are joined with `|`");
    }
    label(diagnostic, operation, left, right);
  }

  void say(const Node& operation, Kind left, Kind right, std::string_view code,
           std::string message) {
    label(warning(code, std::move(message)), operation, left, right);
  }

  void label(Diagnostic diagnostic, const Node& operation, Kind left, Kind right) {
    const std::string_view rest = tree_.source->text().substr(operation.anchor);
    const auto length =
        static_cast<std::uint32_t>(std::min(rest.find_first_not_of("=!<>+"), std::size_t{2}));
    diagnostic.at({tree_.source, operation.anchor, operation.anchor + length})
        .also(tree_.span(NodeId{operation.a}), describe(left))
        .also(tree_.span(NodeId{operation.b}), describe(right));
    report_(std::move(diagnostic));
  }

  void attribute(const Node& access) {
    const auto owner = facts_.type(NodeId{access.a});
    const std::string_view name = tree_.name(syntax::SymbolId{access.b});
    if (!owner || library::find_method(*owner, name) != nullptr) {
      return;
    }
    std::vector<std::string> known;
    for (const library::Method& method : library::methods_of(*owner)) {
      known.emplace_back(method.name);
    }
    const std::vector<std::string> near = closest_names(name, known);
    report_(
        warning("no-such-attribute",
                fmt::format("{} has no method or field `{}`", describe(*owner), name))
            .at({tree_.source, access.end - static_cast<std::uint32_t>(name.size()), access.end},
                near.empty() ? "" : fmt::format("did you mean `{}`?", near.front())));
  }

  void call(NodeId callee) {
    const auto type = facts_.type(callee);
    if (type && !is_function(*type)) {
      report_(warning("not-callable", fmt::format("{} cannot be called", describe(*type)))
                  .at(tree_.span(callee)));
    }
  }

  // Strings only: numbers may be equal though they are written differently.
  void keys(const Node& display) {
    std::map<std::string_view, NodeId> seen;
    for (const NodeId entry : tree_.list(display.a, display.b)) {
      const NodeId key{tree_[entry].a};
      if (tree_[key].kind != NodeKind::kString) {
        continue;
      }
      const auto [first, is_new] = seen.try_emplace(tree_.strings[tree_[key].a], key);
      if (!is_new) {
        report_(warning("duplicate-key",
                        fmt::format("the key {} stands twice in this dict", tree_.span(key).text()))
                    .at(tree_.span(key))
                    .also(tree_.span(first->second), "first here"));
      }
    }
  }

  void iterable(NodeId id) {
    const auto type = facts_.type(id);
    if (!type) {
      return;
    }
    const bool is_string = type == Kind::kString;
    if (is_string || is_number(*type) || is_function(*type) || type == Kind::kBool ||
        type == Kind::kNone) {
      report_(warning("not-iterable", fmt::format("a loop cannot go over {}", describe(*type)))
                  .at(tree_.span(id))
                  .with_help(is_string ? "x.elems() gives its bytes, x.codepoints() its characters"
                             : type == Kind::kInt ? "range(n) counts from 0 to n - 1"
                                                  : ""));
    }
  }

  const Facts& facts_;
  const Tree& tree_;
  const Report& report_;
};

}  // namespace

void find_wrong_operations(const Facts& facts, const Report& report) {
  OperationCheck check(facts, report);
  facts.each_node([&check](NodeId id) { check.node(id); });
}

}  // namespace tiltc::lint
