#include "formats/yaml_tree.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "formats/yaml_value.h"

namespace tiltc::yaml {
namespace {

constexpr std::string_view kMergeTag = "tag:yaml.org,2002:merge";

bool is_merge_key(const Node& key) {
  return key.kind == Kind::kScalar && key.value == "<<" &&
         ((key.style == Style::kPlain && key.tag.empty()) || key.tag == kMergeTag);
}

// Go's shortest form of a number that stands as a key.
std::string key_text(const Scalar& value) {
  if (const auto* boolean = std::get_if<bool>(&value)) {
    return *boolean ? "true" : "false";
  }
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return fmt::format("{}", *integer);
  }
  if (const auto* large = std::get_if<std::uint64_t>(&value)) {
    return fmt::format("{}", *large);
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return fmt::format("{}", *number);
  }
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? std::string() : *text;
}

}  // namespace

// Expands breadth first, so that children lie side by side and nothing recurses but merges, which
// the stream's depth limit bounds.
class TreeBuilder {
 public:
  explicit TreeBuilder(const Stream& stream) : stream_(stream) { tree_.stream_ = &stream; }

  Result<Tree> build(NodeId root) {
    TreeNode first;
    place(first, root);
    tree_.nodes_.push_back(first);
    for (std::size_t at = 0; at < tree_.nodes_.size(); ++at) {
      if (Status status = expand(TreeId{static_cast<std::uint32_t>(at)}); !status) {
        return std::move(status).error();
      }
    }
    return std::move(tree_);
  }

 private:
  // A member of a mapping, before its place in the tree is known.
  struct Member {
    std::string_view name;
    NodeId key = kNoNode;
    NodeId value = kNoNode;
    NodeId merged_from = kNoNode;
  };
  using Members = std::vector<Member>;

  TreeNode& at(TreeId id) { return tree_.nodes_[static_cast<std::size_t>(id)]; }

  void place(TreeNode& node, NodeId value) const {
    node.text = stream_.follow_id(value);
    node.alias = node.text == value ? kNoNode : value;
  }

  Status expand(TreeId id) {
    const NodeId text = at(id).text;
    const Node& node = stream_.node(text);
    if (node.kind == Kind::kSequence) {
      expand_sequence(id, node);
    } else if (node.kind == Kind::kMapping) {
      Result<Members> members = collect(text);
      if (!members) {
        return std::move(members).error();
      }
      expand_mapping(id, *members);
    }
    return Done{};
  }

  void expand_sequence(TreeId id, const Node& node) {
    start_children(id, node.size);
    for (NodeId child = node.first_child; child != kNoNode; child = stream_.node(child).next) {
      TreeNode next;
      next.parent = id;
      place(next, child);
      tree_.nodes_.push_back(next);
    }
  }

  void expand_mapping(TreeId id, const Members& members) {
    start_children(id, members.size());
    for (const Member& member : members) {
      TreeNode next;
      next.parent = id;
      next.key = member.key;
      next.name = member.name;
      next.merged_from = member.merged_from;
      place(next, member.value);
      tree_.nodes_.push_back(next);
    }
  }

  void start_children(TreeId id, std::size_t count) {
    if (count > 0) {
      at(id).first_child = TreeId{static_cast<std::uint32_t>(tree_.nodes_.size())};
    }
    at(id).size = static_cast<std::uint32_t>(count);
  }

  // The members of a mapping: each name once, where it stands first, with the value it was given
  // last; merged ones where their `<<` stands, unless they are written.
  Result<Members> collect(NodeId mapping) {
    Members written;
    std::vector<NodeId> merges;
    Names names(stream_.node(mapping).size);
    for (NodeId key = stream_.node(mapping).first_child; key != kNoNode;) {
      const NodeId value = stream_.node(key).next;
      if (is_merge_key(stream_.follow(key))) {
        merges.push_back(value);
        written.push_back({{}, key, value, value});  // marks the place
      } else if (Status status = write_member(key, value, written, names); !status) {
        return std::move(status).error();
      }
      key = stream_.node(value).next;
    }
    return merges.empty() ? Result<Members>(std::move(written)) : merge(written, merges);
  }

  // Finds the member of a name; small mappings, which are nearly all, are searched as they are.
  class Names {
   public:
    explicit Names(std::size_t size) : hashed_(size > 16) {}

    std::optional<std::size_t> find(const Members& members, std::string_view name) const {
      if (hashed_) {
        const auto found = places_.find(name);
        return found == places_.end() ? std::nullopt : std::optional(found->second);
      }
      const auto found = std::find_if(members.begin(), members.end(), [&](const Member& member) {
        return member.merged_from == kNoNode && member.name == name;
      });
      return found == members.end() ? std::nullopt : std::optional(found - members.begin());
    }

    void add(std::string_view name, std::size_t place) {
      if (hashed_) {
        places_.emplace(name, place);
      }
    }

   private:
    bool hashed_;
    std::unordered_map<std::string_view, std::size_t> places_;
  };

  Status write_member(NodeId key, NodeId value, Members& written, Names& names) {
    Result<std::string_view> name = name_of(key);
    if (!name) {
      return std::move(name).error();
    }
    if (const std::optional<std::size_t> known = names.find(written, *name)) {
      written[*known].key = key;
      written[*known].value = value;
      return Done{};
    }
    names.add(*name, written.size());
    written.push_back({*name, key, value, kNoNode});
    return Done{};
  }

  // The last `<<` is the strongest; in a list of mappings the first one is.
  Result<Members> merge(const Members& written, const std::vector<NodeId>& merges) {
    std::unordered_set<std::string_view> taken;
    for (const Member& member : written) {
      if (member.merged_from == kNoNode) {
        taken.insert(member.name);
      }
    }
    std::vector<Members> merged(merges.size());
    for (std::size_t i = merges.size(); i-- > 0;) {
      if (Status status = merge_one(merges[i], taken, merged[i]); !status) {
        return std::move(status).error();
      }
    }
    Members all;
    std::size_t next = 0;
    for (const Member& member : written) {
      if (member.merged_from == kNoNode) {
        all.push_back(member);
      } else {
        const Members& here = merged[next++];
        all.insert(all.end(), here.begin(), here.end());
      }
    }
    return all;
  }

  Status merge_one(NodeId value, std::unordered_set<std::string_view>& taken, Members& merged) {
    const Node& node = stream_.follow(value);
    if (node.kind == Kind::kMapping) {
      return take_members(value, taken, merged);
    }
    if (node.kind != Kind::kSequence) {
      return wrong_merge(value);
    }
    for (NodeId item = node.first_child; item != kNoNode; item = stream_.node(item).next) {
      if (stream_.follow(item).kind != Kind::kMapping) {
        return wrong_merge(item);
      }
      if (Status status = take_members(item, taken, merged); !status) {
        return status;
      }
    }
    return Done{};
  }

  Status take_members(NodeId source, std::unordered_set<std::string_view>& taken, Members& merged) {
    Result<Members> members = collect(stream_.follow_id(source));
    if (!members) {
      return std::move(members).error();
    }
    for (Member& member : *members) {
      if (taken.insert(member.name).second) {
        member.merged_from = source;
        merged.push_back(member);
      }
    }
    return Done{};
  }

  Diagnostic wrong_merge(NodeId value) const {
    return error("yaml-merge", "`<<` takes a mapping, or a list of mappings")
        .at(stream_.span(value), "this is neither");
  }

  Result<std::string_view> name_of(NodeId key) {
    const Node& node = stream_.follow(key);
    if (node.kind != Kind::kScalar) {
      return error("yaml-key", "a key must be a string here, not a collection")
          .at(stream_.span(key));
    }
    if (is_string(node)) {
      return std::string_view(node.value);
    }
    const Scalar value = resolve(node);
    if (std::holds_alternative<std::monostate>(value)) {
      return error("yaml-key", "a key must be a string here, not null")
          .at(stream_.span(key))
          .with_help("write \"null\" or \"~\" with quotes if that is the key");
    }
    return std::string_view(tree_.names_.emplace_front(key_text(value)));
  }

  const Stream& stream_;
  Tree tree_;
};

Result<Tree> Tree::expand(const Stream& stream, NodeId root) {
  return TreeBuilder(stream).build(root);
}

Span Tree::span(TreeId id) const {
  const TreeNode& node = (*this)[id];
  return stream_->span(node.alias != kNoNode ? node.alias : node.text);
}

bool Tree::is_null(TreeId id) const {
  return is_scalar(id) && yaml::is_null(text(id));
}

TreeId Tree::child(TreeId id, std::size_t index) const {
  return TreeId{
      static_cast<std::uint32_t>(static_cast<std::size_t>((*this)[id].first_child) + index)};
}

std::optional<TreeId> Tree::find(TreeId id, std::string_view name) const {
  if (!is_mapping(id)) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < (*this)[id].size; ++i) {
    if ((*this)[child(id, i)].name == name) {
      return child(id, i);
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> Tree::string(TreeId id) const {
  if (!is_scalar(id) || !is_string(text(id))) {
    return std::nullopt;
  }
  return text(id).value;
}

std::optional<std::string_view> Tree::string_at(TreeId id, std::string_view name) const {
  const std::optional<TreeId> member = find(id, name);
  return member ? string(*member) : std::nullopt;
}

namespace {

TreeId tree_id(PathNode node) {
  return TreeId{static_cast<std::uint32_t>(node)};
}

PathNode path_node(TreeId id) {
  return PathNode{static_cast<std::uint64_t>(id)};
}

}  // namespace

PathDocument::Kind Tree::kind(PathNode node) const {
  const TreeId id = tree_id(node);
  return is_mapping(id)    ? PathDocument::Kind::kMapping
         : is_sequence(id) ? PathDocument::Kind::kSequence
                           : PathDocument::Kind::kScalar;
}

std::size_t Tree::size(PathNode node) const {
  return (*this)[tree_id(node)].size;
}

PathNode Tree::child(PathNode node, std::size_t index) const {
  return path_node(child(tree_id(node), index));
}

std::optional<PathNode> Tree::find(PathNode node, std::string_view key) const {
  const std::optional<TreeId> found = find(tree_id(node), key);
  return found ? std::optional(path_node(*found)) : std::nullopt;
}

PathDocument::Scalar Tree::scalar(PathNode node) const {
  const Node& written = text(tree_id(node));
  if (is_string(written)) {
    return std::string_view(written.value);
  }
  const yaml::Scalar value = resolve(written);
  if (const auto* boolean = std::get_if<bool>(&value)) {
    return *boolean;
  }
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*integer);
  }
  if (const auto* large = std::get_if<std::uint64_t>(&value)) {
    return static_cast<double>(*large);
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return *number;
  }
  return nullptr;
}

}  // namespace tiltc::yaml
