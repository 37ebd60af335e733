#include "formats/jsonpath.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "jsonpath_template.h"
#include "quoting.h"

namespace tiltc {
namespace {

using Kind = PathDocument::Kind;
using Nodes = std::vector<PathNode>;

constexpr std::size_t kMostNodes = 1'000'000;

enum class Missing { kIsError, kIsNothing };

template <class T>
bool holds(Comparison comparison, const T& left, const T& right) {
  switch (comparison) {
    case Comparison::kEqual:
      return left == right;
    case Comparison::kUnequal:
      return left != right;
    case Comparison::kLess:
      return left < right;
    case Comparison::kLessOrEqual:
      return left <= right;
    case Comparison::kGreater:
      return left > right;
    case Comparison::kGreaterOrEqual:
      return left >= right;
    case Comparison::kExists:
      return true;
  }
  return false;
}

using Scalar = PathDocument::Scalar;

// Values of two types are unequal, and neither is less.
bool holds(Comparison comparison, const Scalar& left, const Scalar& right) {
  if (left.index() != right.index()) {
    return comparison == Comparison::kUnequal;
  }
  if (const auto* text = std::get_if<std::string_view>(&left)) {
    return holds(comparison, *text, std::get<std::string_view>(right));
  }
  if (const auto* number = std::get_if<double>(&left)) {
    return holds(comparison, *number, std::get<double>(right));
  }
  if (const auto* truth = std::get_if<bool>(&left)) {
    return holds(comparison, *truth, std::get<bool>(right));
  }
  return holds(comparison, 0, 0);
}

Scalar scalar_of(const PathOperand::Literal& literal) {
  if (const auto* text = std::get_if<std::string>(&literal)) {
    return std::string_view(*text);
  }
  const auto* number = std::get_if<double>(&literal);
  return number != nullptr ? Scalar(*number) : Scalar(std::get<bool>(literal));
}

// One evaluation. The first fault stops it; every function returns false from then on. Recursion is
// as deep as the template, whose parser limits it; the tree is walked with a stack of its own.
class Evaluator {
 public:
  explicit Evaluator(const PathDocument& document) : document_(document) {}

  bool run(const std::vector<PathItem>& items, PathNode root, std::vector<PathHit>& hits);
  const std::string& fault() const { return fault_; }

 private:
  bool fail(std::string fault) {
    fault_ = std::move(fault);
    return false;
  }

  bool put(Nodes& nodes, PathNode node) {
    if (++reached_ > kMostNodes) {
      return fail(fmt::format("it reaches more than {} nodes", kMostNodes));
    }
    nodes.push_back(node);
    return true;
  }

  bool is_null(PathNode node) const {
    return document_.kind(node) == Kind::kScalar &&
           std::holds_alternative<std::nullptr_t>(document_.scalar(node));
  }

  bool run_range(const PathItem& range, PathNode root, std::vector<PathHit>& hits);
  bool walk(const PathSteps& steps, Nodes& nodes, Missing missing);
  bool apply(const PathStep& step, const Nodes& from, Nodes& to, Missing missing);
  bool field(const PathStep& step, const Nodes& from, Nodes& to, Missing missing);
  bool slice(const PathStep& step, PathNode node, Nodes& to);
  bool elements(const PathStep& step, PathNode node, Nodes& to);
  bool children(PathNode node, Nodes& to);
  bool descend(PathNode root, Nodes& to);
  bool filter(const PathStep& step, PathNode node, Nodes& to, Missing missing);
  bool element_holds(const PathStep& step, PathNode element, bool& holds_here);
  bool operand(const PathOperand& operand, PathNode element, std::optional<Scalar>& value);
  bool out_of_bounds(std::int64_t index, std::int64_t length);

  const PathDocument& document_;
  std::size_t reached_ = 0;
  std::string fault_;
};

bool Evaluator::run(const std::vector<PathItem>& items, PathNode root, std::vector<PathHit>& hits) {
  for (const PathItem& item : items) {
    if (item.kind == PathItem::Kind::kRange) {
      if (!run_range(item, root, hits)) {
        return false;
      }
    } else if (item.kind == PathItem::Kind::kText) {
      hits.push_back({std::nullopt, item.text});
    } else {
      Nodes nodes{root};
      if (!walk(item.steps, nodes, Missing::kIsError)) {
        return false;
      }
      for (const PathNode node : nodes) {
        hits.push_back({node, ""});
      }
    }
  }
  return true;
}

bool Evaluator::run_range(const PathItem& range, PathNode root, std::vector<PathHit>& hits) {
  Nodes nodes{root};
  if (!walk(range.steps, nodes, Missing::kIsError)) {
    return false;
  }
  for (const PathNode node : nodes) {
    reached_ += range.body.size();
    if (reached_ > kMostNodes) {
      return fail(fmt::format("it reaches more than {} nodes", kMostNodes));
    }
    if (!run(range.body, node, hits)) {
      return false;
    }
  }
  return true;
}

bool Evaluator::walk(const PathSteps& steps, Nodes& nodes, Missing missing) {
  for (const PathStep& step : steps) {
    Nodes next;
    if (!apply(step, nodes, next, missing)) {
      return false;
    }
    nodes.swap(next);
  }
  return true;
}

bool Evaluator::apply(const PathStep& step, const Nodes& from, Nodes& to, Missing missing) {
  if (step.kind == PathStep::Kind::kField) {
    return field(step, from, to, missing);
  }
  if (step.kind == PathStep::Kind::kUnion) {
    return std::all_of(
        step.alternatives.begin(), step.alternatives.end(),
        [&](const PathStep& alternative) { return apply(alternative, from, to, missing); });
  }
  return std::all_of(from.begin(), from.end(), [&](PathNode node) {
    switch (step.kind) {
      case PathStep::Kind::kWildcard:
        return children(node, to);
      case PathStep::Kind::kDescend:
        return descend(node, to);
      case PathStep::Kind::kFilter:
        return filter(step, node, to, missing);
      default:
        return missing == Missing::kIsNothing && document_.kind(node) != Kind::kSequence
                   ? true
                   : slice(step, node, to);
    }
  });
}

bool Evaluator::field(const PathStep& step, const Nodes& from, Nodes& to, Missing missing) {
  const std::size_t before = to.size();
  for (const PathNode node : from) {
    if (document_.kind(node) != Kind::kMapping) {
      continue;
    }
    if (const auto found = document_.find(node, step.name); found && !put(to, *found)) {
      return false;
    }
  }
  const bool is_found = to.size() > before || from.empty() || missing == Missing::kIsNothing;
  return is_found || fail(fmt::format("{} is not found", step.name));
}

bool Evaluator::out_of_bounds(std::int64_t index, std::int64_t length) {
  return fail(fmt::format("index {} is out of bounds, the list has {} elements", index, length));
}

bool Evaluator::slice(const PathStep& step, PathNode node, Nodes& to) {
  if (is_null(node)) {
    return true;
  }
  return document_.kind(node) == Kind::kSequence
             ? elements(step, node, to)
             : fail("what an index or a slice is taken of is no list");
}

// Negative numbers count from the end. Bounds beyond the list are errors, unlike in Python.
bool Evaluator::elements(const PathStep& step, PathNode node, Nodes& to) {
  const auto length = static_cast<std::int64_t>(document_.size(node));
  const auto absolute = [&](std::int64_t index) { return index < 0 ? index + length : index; };
  const std::int64_t start = absolute(step.start.value_or(0));
  if (step.kind == PathStep::Kind::kIndex) {
    return start >= 0 && start < length
               ? put(to, document_.child(node, static_cast<std::size_t>(start)))
               : out_of_bounds(*step.start, length);
  }
  const std::int64_t end = step.end ? absolute(*step.end) : length;
  if (start == end) {
    return true;
  }
  if (start < 0 || start >= length) {
    return out_of_bounds(step.start.value_or(0), length);
  }
  if (end < start || end > length) {
    return out_of_bounds(*step.end, length);
  }
  const std::int64_t stride = std::min(step.stride.value_or(1), length);
  for (std::int64_t i = start; i < end; i += stride) {
    if (!put(to, document_.child(node, static_cast<std::size_t>(i)))) {
      return false;
    }
  }
  return true;
}

bool Evaluator::children(PathNode node, Nodes& to) {
  const std::size_t count = document_.size(node);
  for (std::size_t i = 0; i < count; ++i) {
    if (!put(to, document_.child(node, i))) {
      return false;
    }
  }
  return true;
}

// The node and every collection below it that is not empty, parents first.
bool Evaluator::descend(PathNode root, Nodes& to) {
  Nodes waiting{root};
  while (!waiting.empty()) {
    const PathNode node = waiting.back();
    waiting.pop_back();
    const std::size_t before = waiting.size();
    if (document_.size(node) == 0) {
      continue;
    }
    if (!put(to, node) || !children(node, waiting)) {
      return false;
    }
    std::reverse(waiting.begin() + static_cast<std::ptrdiff_t>(before), waiting.end());
  }
  return true;
}

bool Evaluator::filter(const PathStep& step, PathNode node, Nodes& to, Missing missing) {
  if (document_.kind(node) != Kind::kSequence) {
    return is_null(node) || missing == Missing::kIsNothing ||
           fail("what a filter is applied to is no list");
  }
  const std::size_t count = document_.size(node);
  for (std::size_t i = 0; i < count; ++i) {
    const PathNode element = document_.child(node, i);
    bool passes = false;
    ++reached_;
    if (!element_holds(step, element, passes) || (passes && !put(to, element))) {
      return false;
    }
  }
  return true;
}

bool Evaluator::element_holds(const PathStep& step, PathNode element, bool& holds_here) {
  if (step.comparison == Comparison::kExists) {
    Nodes nodes{element};
    const bool walked = walk(step.operands.front().steps, nodes, Missing::kIsNothing);
    holds_here = !nodes.empty();
    return walked;
  }
  std::optional<Scalar> left;
  std::optional<Scalar> right;
  if (!operand(step.operands[0], element, left) || !operand(step.operands[1], element, right)) {
    return false;
  }
  holds_here = left && right && holds(step.comparison, *left, *right);
  return true;
}

// Nothing for what is missing or a collection: such an element is compared with nothing.
bool Evaluator::operand(const PathOperand& operand, PathNode element,
                        std::optional<Scalar>& value) {
  if (operand.literal) {
    value = scalar_of(*operand.literal);
    return true;
  }
  Nodes nodes{element};
  if (!walk(operand.steps, nodes, Missing::kIsNothing)) {
    return false;
  }
  if (nodes.size() > 1) {
    return fail(fmt::format("a filter compares one value, but its path reaches {}", nodes.size()));
  }
  if (!nodes.empty() && document_.kind(nodes.front()) == Kind::kScalar) {
    value = document_.scalar(nodes.front());
  }
  return true;
}

}  // namespace

JsonPath::JsonPath(std::string text, std::shared_ptr<const PathTemplate> parsed)
    : text_(std::move(text)), template_(std::move(parsed)) {}

Result<JsonPath> JsonPath::parse(std::string_view text) {
  auto parsed = parse_path_template(text);
  if (!parsed) {
    return std::move(parsed).error();
  }
  return JsonPath(std::string(text), std::make_shared<PathTemplate>(*std::move(parsed)));
}

Result<std::vector<PathHit>> JsonPath::evaluate(const PathDocument& document, PathNode root) const {
  Evaluator evaluator(document);
  std::vector<PathHit> hits;
  if (!evaluator.run(template_->items, root, hits)) {
    return error("json-path-mismatch",
                 fmt::format("{} does not match: {}", shown(text_), evaluator.fault()));
  }
  return hits;
}

}  // namespace tiltc
