#include "changes.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "formats/yaml_value.h"

namespace tiltc::kubernetes {
namespace {

using yaml::Tree;
using yaml::TreeId;

constexpr std::string_view kStandardTag = "tag:yaml.org,2002:";
constexpr std::size_t kLongKey = 900;  // readers take keys of up to 1024 without a `?`

// Tags beyond YAML's own mean something to whoever reads the document.
std::string own_tag(const yaml::Node& node) {
  const bool is_own =
      node.tag.size() > 1 && node.tag.substr(0, kStandardTag.size()) != kStandardTag;
  return is_own ? node.tag : std::string();
}

bool is_same_scalar(const yaml::Node& a, const yaml::Node& b) {
  const yaml::Scalar left = yaml::resolve(a);
  const yaml::Scalar right = yaml::resolve(b);
  const auto* x = std::get_if<double>(&left);
  const auto* y = std::get_if<double>(&right);
  const bool both_nan = x != nullptr && y != nullptr && std::isnan(*x) && std::isnan(*y);
  return own_tag(a) == own_tag(b) && (both_nan || left == right);
}

bool is_string_list(const Tree& tree, TreeId node, const std::vector<std::string>& list) {
  if (!tree.is_sequence(node) || tree[node].size != list.size()) {
    return false;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (tree.string(tree.child(node, i)) != std::string_view(list[i])) {
      return false;
    }
  }
  return true;
}

bool holds(const Tree& tree, TreeId node, const NewValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return tree.string(node) == std::string_view(*text);
  }
  if (const auto* mapping = std::get_if<NewMapping>(&value)) {
    return tree.is_mapping(node) && tree[node].size == mapping->size() &&
           std::all_of(mapping->begin(), mapping->end(), [&](const NewMember& member) {
             const std::optional<TreeId> found = tree.find(node, member.name);
             return found && holds(tree, *found, member.value);
           });
  }
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  return list != nullptr && is_string_list(tree, node, *list);
}

}  // namespace

void Changes::replace(TreeId node, NewValue value) {
  if (!holds(*tree_, node, value)) {
    values_[node] = std::move(value);
    touch(node);
  }
}

void Changes::insert(TreeId mapping, NewMember member) {
  members_[mapping].push_back(std::move(member));
  touch(mapping);
}

void Changes::set(TreeId mapping, NewMember member) {
  if (const std::optional<TreeId> found = tree_->find(mapping, member.name)) {
    replace(*found, std::move(member.value));
  } else if (!std::holds_alternative<Removed>(member.value)) {
    insert(mapping, std::move(member));
  }
}

void Changes::touch(TreeId node) {
  for (; node != yaml::kNoTree && !touches(node); node = (*tree_)[node].parent) {
    touched_[static_cast<std::size_t>(node)] = true;
  }
}

const NewValue* Changes::value(TreeId node) const {
  const auto found = values_.find(node);
  return found == values_.end() ? nullptr : &found->second;
}

bool Changes::is_removed(TreeId node) const {
  const NewValue* changed = value(node);
  return changed != nullptr && std::holds_alternative<Removed>(*changed);
}

const std::vector<NewMember>& Changes::members(TreeId mapping) const {
  static const std::vector<NewMember> kNone;
  const auto found = members_.find(mapping);
  return found == members_.end() ? kNone : found->second;
}

// As deep as the document, which the reader bounds.
bool Changes::are_alike(TreeId a, TreeId b) const {
  if (a == b || (!touches(a) && !touches(b))) {
    return true;
  }
  const NewValue* left = value(a);
  const NewValue* right = value(b);
  if (left != nullptr || right != nullptr) {
    return left != nullptr && right != nullptr && *left == *right;
  }
  const std::uint32_t size = (*tree_)[a].size;
  if (members(a) != members(b) || size != (*tree_)[b].size) {
    return false;
  }
  for (std::uint32_t i = 0; i < size; ++i) {
    if (!are_alike(tree_->child(a, i), tree_->child(b, i))) {
      return false;
    }
  }
  return true;
}

namespace {

std::string render_member(const NewMember& member) {
  return yaml::plain_or_quoted(member.name, yaml::Context::kFlow) + ": " +
         render(member.value, true);
}

}  // namespace

std::string render(const NewValue& value, bool in_flow) {
  const auto context = in_flow ? yaml::Context::kFlow : yaml::Context::kBlock;
  if (const auto* text = std::get_if<std::string>(&value)) {
    return yaml::plain_or_quoted(*text, context);
  }
  std::string all;
  if (const auto* mapping = std::get_if<NewMapping>(&value)) {
    for (const NewMember& member : *mapping) {
      all += (all.empty() ? "" : ", ") + render_member(member);
    }
    return "{" + all + "}";
  }
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& item : *list) {
      all += (all.empty() ? "" : ", ") + yaml::quote(item);
    }
  }
  return "[" + all + "]";
}

namespace {

std::string render_scalar(const yaml::Node& node) {
  if (yaml::is_string(node)) {
    return yaml::plain_or_quoted(node.value, yaml::Context::kFlow);
  }
  return node.value.empty() ? "null" : node.value;
}

std::string render_key(const Tree& tree, TreeId member) {
  const std::string key = render_scalar(tree.stream().follow(tree[member].key));
  return key.size() > kLongKey ? "? " + key + " : " : key + ": ";
}

std::string render_mapping(const Changes& changes, TreeId node) {
  const Tree& tree = changes.tree();
  std::string all;
  const auto add = [&](const std::string& member) { all += (all.empty() ? "" : ", ") + member; };
  for (std::size_t i = 0; i < tree[node].size; ++i) {
    const TreeId child = tree.child(node, i);
    if (!changes.is_removed(child)) {
      add(render_key(tree, child) + render(changes, child));
    }
  }
  for (const NewMember& member : changes.members(node)) {
    add(render_member(member));
  }
  return "{" + all + "}";
}

std::string render_sequence(const Changes& changes, TreeId node) {
  const Tree& tree = changes.tree();
  std::string all;
  for (std::size_t i = 0; i < tree[node].size; ++i) {
    all += (i == 0 ? "" : ", ") + render(changes, tree.child(node, i));
  }
  return "[" + all + "]";
}

}  // namespace

std::string render(const Changes& changes, TreeId node) {
  if (const NewValue* value = changes.value(node); value != nullptr) {
    return render(*value, true);
  }
  const yaml::Node& text = changes.tree().text(node);
  const std::string tag = own_tag(text);
  const std::string prefix = tag.empty() ? "" : fmt::format("!<{}> ", tag);
  if (text.kind == yaml::Kind::kMapping) {
    return prefix + render_mapping(changes, node);
  }
  return prefix + (text.kind == yaml::Kind::kSequence ? render_sequence(changes, node)
                                                      : render_scalar(text));
}

namespace {

// Compares the changed tree with another, node by node.
class Comparison {
 public:
  Comparison(const Changes& changes, const Tree& other)
      : changes_(changes), tree_(changes.tree()), other_(other) {}

  bool same(TreeId mine, TreeId theirs) const {
    if (const NewValue* value = changes_.value(mine); value != nullptr) {
      return holds(other_, theirs, *value);
    }
    const yaml::Node& a = tree_.text(mine);
    const yaml::Node& b = other_.text(theirs);
    if (a.kind != b.kind) {
      return false;
    }
    if (a.kind == yaml::Kind::kScalar) {
      return is_same_scalar(a, b);
    }
    return own_tag(a) == own_tag(b) &&
           (a.kind == yaml::Kind::kMapping ? same_members(mine, theirs) : same_items(mine, theirs));
  }

 private:
  bool same_items(TreeId mine, TreeId theirs) const {
    if (tree_[mine].size != other_[theirs].size) {
      return false;
    }
    for (std::size_t i = 0; i < tree_[mine].size; ++i) {
      if (!same(tree_.child(mine, i), other_.child(theirs, i))) {
        return false;
      }
    }
    return true;
  }

  bool same_members(TreeId mine, TreeId theirs) const {
    std::map<std::string_view, TreeId> members;
    for (std::size_t i = 0; i < other_[theirs].size; ++i) {
      const TreeId child = other_.child(theirs, i);
      members.emplace(other_[child].name, child);
    }
    std::size_t wanted = 0;
    for (std::size_t i = 0; i < tree_[mine].size; ++i) {
      const TreeId child = tree_.child(mine, i);
      if (changes_.is_removed(child)) {
        continue;
      }
      ++wanted;
      const auto member = members.find(tree_[child].name);
      if (member == members.end() || !same(child, member->second)) {
        return false;
      }
    }
    for (const NewMember& added : changes_.members(mine)) {
      ++wanted;
      const auto member = members.find(added.name);
      if (member == members.end() || !holds(other_, member->second, added.value)) {
        return false;
      }
    }
    return wanted == members.size();
  }

  const Changes& changes_;
  const Tree& tree_;
  const Tree& other_;
};

}  // namespace

bool reads_as(const Changes& changes, const Tree& other) {
  return Comparison(changes, other).same(Tree::root(), Tree::root());
}

}  // namespace tiltc::kubernetes
