#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source.h"

// YAML text as it is written: every node with the bytes where it stands, its style, anchor and tag;
// aliases and merge keys are not followed. yaml_tree.h shows the same text as data.
namespace tiltc::yaml {

// Nodes nested deeper than this, aliases followed, are refused; so walkers may recurse.
inline constexpr std::uint32_t kMaxDepth = 500;

// How many nodes aliases may add to what is written in one document.
inline constexpr std::uint64_t kMaxAliasedNodes = 1'000'000;

// Index of a node in its Stream.
enum class NodeId : std::uint32_t {};
inline constexpr NodeId kNoNode{0xFFFFFFFF};

enum class Kind : std::uint8_t { kScalar, kSequence, kMapping, kAlias };

enum class Style : std::uint8_t {
  kPlain,
  kSingleQuoted,
  kDoubleQuoted,
  kLiteral,
  kFolded,
  kBlock,  // collections by indentation
  kFlow,   // [collections] {in: brackets}
};

// A half-open range of bytes of the source.
struct Bytes {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool empty() const { return begin == end; }
  friend bool operator==(const Bytes&, const Bytes&) = default;
};

struct Node {
  Kind kind = Kind::kScalar;
  Style style = Style::kPlain;
  // The content, quotes, brackets and `|` included, anchor and tag not. A block scalar ends at the
  // start of the line after it; a block collection where its last child ends; a value left out is
  // an empty range.
  Bytes content;
  std::uint32_t begin = 0;  // like content.begin, but with anchor and tag
  std::uint32_t size = 0;   // elements of a sequence, pairs of a mapping
  NodeId first_child = kNoNode;
  NodeId next = kNoNode;    // sibling; children of a mapping are key, value, key, value…
  NodeId target = kNoNode;  // of an alias: the node that it stands for, itself no alias
  std::string value;        // of a scalar: escapes, folding and chomping done
  std::string tag;          // "" for none, "!" for the non-specific one
  std::string anchor;       // of an alias: its name

  bool has_properties() const { return begin != content.begin; }
};

// One document of a stream.
struct Document {
  // How the document starts: `---` written, or simply begun.
  enum class Start : std::uint8_t { kImplicit, kExplicit };
  NodeId root = kNoNode;
  Start start = Start::kImplicit;
  Bytes bytes;  // from `---`, or from the root, to where the last node or the closing `...` ends
  bool is_empty = false;  // nothing but comments: the root is an empty plain scalar
};

// A YAML file: documents in order. Immutable once read, so any thread may look at it; owns its
// nodes, which are addressed by NodeId.
class Stream {
 public:
  // Reads the whole text. Invalid UTF-8, syntax errors, too deep nesting and aliases that blow up
  // are errors with their place. A byte order mark, CRLF and non-ASCII text keep byte-exact places.
  static Result<Stream> read(SourcePtr source);

  const SourcePtr& source() const { return source_; }
  std::string_view text() const { return source_->text(); }
  const std::vector<Document>& documents() const { return documents_; }

  const Node& node(NodeId id) const { return nodes_[static_cast<std::size_t>(id)]; }
  std::size_t node_count() const { return nodes_.size(); }  // ids are 0…count-1, in text order

  // The node itself, or what the alias stands for.
  const Node& follow(NodeId id) const { return node(follow_id(id)); }
  NodeId follow_id(NodeId id) const;

  // The content of a node, for diagnostics.
  Span span(NodeId id) const;
  std::string_view text(NodeId id) const;

 private:
  friend class StreamBuilder;
  Stream() = default;

  SourcePtr source_;
  std::vector<Document> documents_;
  std::vector<Node> nodes_;
};

}  // namespace tiltc::yaml
