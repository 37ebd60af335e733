#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"

namespace tiltc {

struct PathStep;
using PathSteps = std::vector<PathStep>;

// One side of a comparison: a literal, or a path from the element that is filtered.
struct PathOperand {
  using Literal = std::variant<bool, double, std::string>;
  std::optional<Literal> literal;
  PathSteps steps;
};

enum class Comparison { kExists, kEqual, kUnequal, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

// What leads from a set of nodes to the next.
struct PathStep {
  enum class Kind {
    kField,     // `.name`, `['name']`
    kIndex,     // `[2]`, `[-1]`
    kSlice,     // `[1:3:2]`
    kWildcard,  // `*`
    kDescend,   // `..`: the nodes and all collections below them
    kUnion,     // `[a,b]`
    kFilter,    // `[?(…)]`
  };
  Kind kind = Kind::kField;
  std::string name;
  std::optional<std::int64_t> start, end, stride;  // of a slice; the index is `start`
  PathSteps alternatives;                          // of a union
  Comparison comparison = Comparison::kExists;     // of a filter
  std::vector<PathOperand> operands;               // of a filter: left, perhaps right
};

// A piece of a template.
struct PathItem {
  enum class Kind { kText, kPath, kRange };
  Kind kind = Kind::kText;
  std::string text;
  PathSteps steps;
  std::vector<PathItem> body;  // of a range, done for each node of `steps`
};

struct PathTemplate {
  std::vector<PathItem> items;
};

Result<PathTemplate> parse_path_template(std::string_view text);

}  // namespace tiltc
