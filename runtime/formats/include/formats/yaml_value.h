#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "formats/json.h"
#include "formats/yaml.h"
#include "formats/yaml_tree.h"

namespace tiltc::yaml {

// What a scalar is by YAML 1.1's rules as Kubernetes' tools read them: `yes`, `on` and `y` are
// booleans, 0777 and 0o17 octal, 1_000 is 1000, 1e3 is the integer 1000, dates and 1:30 are
// strings. Tags win.
using Scalar = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string>;

Scalar resolve(const Node& scalar);

// Whether the scalar is a string: cheaper than resolve().
bool is_string(const Node& scalar);
bool is_null(const Node& scalar);

// The tree, or the part below `id`, as a value. `.inf` and `.nan` are errors: JSON has no such
// numbers.
Result<Json> decode(const Tree& tree, TreeId id = Tree::root());

// A text of one document; nothing but comments is null. Several documents are an error.
Result<Json> decode_one(const SourcePtr& source);

// All documents, those that are null left out.
Result<std::vector<Json>> decode_all(const SourcePtr& source);

// Block style, keys sorted, list items not indented below their key, `[]` and `{}` for empty ones.
// Every YAML reader, 1.1 or 1.2, reads the same data: strings that could be taken for something
// else are quoted. Ends with a line break. Fails when the value is nested deeper than kMaxDepth.
Result<std::string> encode(const Json& value);

// encode() of each, with `---` lines between.
Result<std::string> encode_all(const std::vector<Json>& values);

// `text` as a double-quoted scalar on one line, which is also a JSON string.
std::string quote(std::string_view text);

// `text` without quotes where every reader takes it for that string, else quote(text). kFlow is
// between brackets, where more has to be quoted.
enum class Context { kBlock, kFlow };
std::string plain_or_quoted(std::string_view text, Context context);

}  // namespace tiltc::yaml
