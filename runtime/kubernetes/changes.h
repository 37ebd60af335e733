#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "formats/yaml_tree.h"

namespace tiltc::kubernetes {

struct Removed {
  friend bool operator==(const Removed&, const Removed&) = default;
};

// What a value becomes: a string, a list of strings, a mapping, nothing.
struct NewMember;
using NewMapping = std::vector<NewMember>;
using NewValue = std::variant<std::string, std::vector<std::string>, NewMapping, Removed>;

// A member that a mapping gets.
struct NewMember {
  std::string name;
  NewValue value;
  std::string after = {};  // the member below which it is to stand
  friend bool operator==(const NewMember& a, const NewMember& b) {
    return a.name == b.name && a.value == b.value;
  }
};

// Wanted changes of one document's data. Looks at the tree, which must outlive it.
class Changes {
 public:
  explicit Changes(const yaml::Tree& tree) : tree_(&tree), touched_(tree.node_count(), false) {}

  // A value that already is so is left alone.
  void replace(yaml::TreeId node, NewValue value);
  // The mapping has no such member yet.
  void insert(yaml::TreeId mapping, NewMember member);
  // Replaces the member of that name, or inserts it.
  void set(yaml::TreeId mapping, NewMember member);

  const yaml::Tree& tree() const { return *tree_; }
  bool empty() const { return values_.empty() && members_.empty(); }

  const NewValue* value(yaml::TreeId node) const;  // nullptr: stays
  bool is_removed(yaml::TreeId node) const;
  const std::vector<NewMember>& members(yaml::TreeId mapping) const;  // new ones

  // Whether anything changes at the node or below.
  bool touches(yaml::TreeId node) const { return touched_[static_cast<std::size_t>(node)]; }

  // Whether two places of the same text change alike.
  bool are_alike(yaml::TreeId a, yaml::TreeId b) const;

 private:
  bool is_already(yaml::TreeId node, const NewValue& value) const;
  void touch(yaml::TreeId node);

  const yaml::Tree* tree_;
  std::map<yaml::TreeId, NewValue> values_;
  std::map<yaml::TreeId, std::vector<NewMember>> members_;
  std::vector<bool> touched_;
};

// The node with its changes as flow style on one line.
std::string render(const Changes& changes, yaml::TreeId node);

// `["a", "b"]`, `{a: b}`, or a string with or without quotes.
std::string render(const NewValue& value, bool in_flow);

// Whether `other` holds the data of the changed tree, no less and no more.
bool reads_as(const Changes& changes, const yaml::Tree& other);

}  // namespace tiltc::kubernetes
