#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace tiltc {

// A node of a PathDocument; what the number means is the document's affair.
enum class PathNode : std::uint64_t {};

// What JSONPath sees of a tree, yaml::Tree for example. The tree must not change meanwhile, and has
// no cycles: aliases are followed already.
class PathDocument {
 public:
  enum class Kind { kScalar, kSequence, kMapping };
  using Scalar = std::variant<std::nullptr_t, bool, double, std::string_view>;

  virtual ~PathDocument() = default;
  virtual Kind kind(PathNode node) const = 0;
  virtual std::size_t size(PathNode node) const = 0;                   // 0 for scalars
  virtual PathNode child(PathNode node, std::size_t index) const = 0;  // element, or member's value
  virtual std::optional<PathNode> find(PathNode node,
                                       std::string_view key) const = 0;  // of a mapping
  virtual Scalar scalar(PathNode node) const = 0;
};

// What a template yields: a node that a path reached, or text that stood in the template itself.
struct PathHit {
  std::optional<PathNode> node;
  std::string text;
};

struct PathTemplate;  // parsed; private to jsonpath.cpp

// A template in kubectl's JSONPath: `{.spec.containers[*].image}`. Text outside braces stands for
// itself. Immutable; may be used from any thread.
class JsonPath {
 public:
  // Errors name the template and the column.
  static Result<JsonPath> parse(std::string_view text);

  // All hits in order. A key that none of the nodes it is asked of has is an error that names it,
  // unless it stands in a filter; a wildcard, a slice or a filter without hits is none. The work is
  // bounded: a template that reaches more than a million nodes fails.
  Result<std::vector<PathHit>> evaluate(const PathDocument& document, PathNode root) const;

  const std::string& text() const { return text_; }

 private:
  JsonPath(std::string text, std::shared_ptr<const PathTemplate> parsed);

  std::string text_;
  std::shared_ptr<const PathTemplate> template_;
};

}  // namespace tiltc
