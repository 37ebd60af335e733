#pragma once

#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/jsonpath.h"
#include "formats/yaml.h"

namespace tiltc::yaml {

// Index of a node in its Tree.
enum class TreeId : std::uint32_t {};
inline constexpr TreeId kNoTree{0xFFFFFFFF};

// A value at one place of the data. A node of the text that three aliases name is four nodes here.
struct TreeNode {
  NodeId text = kNoNode;   // where the value is written; never an alias
  NodeId alias = kNoNode;  // the alias that stands for it at this place
  NodeId key = kNoNode;    // of a member: where its key is written
  // Of a member that came through `<<`: the mapping, or the alias of one, that `<<` named.
  NodeId merged_from = kNoNode;
  TreeId parent = kNoTree;
  TreeId first_child = kNoTree;  // children lie side by side
  std::uint32_t size = 0;        // how many children
  std::string_view name;         // of a member: its key as text
};

// A document, or a part of one, as data: aliases and merge keys followed, the last of equal keys
// taken, keys turned to strings (`yes:` is "true"). A member that is written wins over one that is
// merged, wherever it stands. Immutable; looks at a Stream that must outlive it and stay where it
// is.
class Tree : public PathDocument {
 public:
  // Fails on null keys, on keys that are collections, and on `<<` with anything but mappings.
  static Result<Tree> expand(const Stream& stream, NodeId root);

  Tree(Tree&&) noexcept = default;
  Tree& operator=(Tree&&) noexcept = default;

  static constexpr TreeId root() { return TreeId{0}; }
  const Stream& stream() const { return *stream_; }
  std::size_t node_count() const { return nodes_.size(); }  // ids are 0…count-1, parents first

  const TreeNode& operator[](TreeId id) const { return nodes_[static_cast<std::size_t>(id)]; }
  const Node& text(TreeId id) const { return stream_->node((*this)[id].text); }
  Span span(TreeId id) const;  // where the value is seen: the alias, if one stands there

  bool is_mapping(TreeId id) const { return text(id).kind == yaml::Kind::kMapping; }
  bool is_sequence(TreeId id) const { return text(id).kind == yaml::Kind::kSequence; }
  bool is_scalar(TreeId id) const { return text(id).kind == yaml::Kind::kScalar; }
  bool is_null(TreeId id) const;

  TreeId child(TreeId id, std::size_t index) const;
  std::optional<TreeId> find(TreeId id, std::string_view name) const;  // nothing unless a mapping

  // The member as a string; nothing when it is missing, null or another type.
  std::optional<std::string_view> string_at(TreeId id, std::string_view name) const;
  // The scalar as a string; nothing when it is another type.
  std::optional<std::string_view> string(TreeId id) const;

  // For JSONPath: a PathNode is a TreeId.
  PathDocument::Kind kind(PathNode node) const override;
  std::size_t size(PathNode node) const override;
  PathNode child(PathNode node, std::size_t index) const override;
  std::optional<PathNode> find(PathNode node, std::string_view key) const override;
  Scalar scalar(PathNode node) const override;

 private:
  friend class TreeBuilder;
  Tree() = default;

  const Stream* stream_ = nullptr;
  std::vector<TreeNode> nodes_;
  // Keys that were no strings; TreeNode::name points at them, so they must not move.
  std::forward_list<std::string> names_;
};

}  // namespace tiltc::yaml
