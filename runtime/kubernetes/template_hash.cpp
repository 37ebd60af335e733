#include "template_hash.h"

#include <map>

#include <fmt/format.h>

#include "base/sha256.h"
#include "formats/yaml_value.h"

namespace tiltc::kubernetes {
namespace {

using yaml::Tree;
using yaml::TreeId;

constexpr std::size_t kDigits = 20;

// The data as a text that two documents share if and only if they hold the same.
class Canonical {
 public:
  explicit Canonical(const Changes& changes) : changes_(changes), tree_(changes.tree()) {}

  // As deep as the document, which the reader bounds.
  std::string of(TreeId node) const {
    if (const NewValue* value = changes_.value(node); value != nullptr) {
      return of(*value);
    }
    if (tree_.is_mapping(node)) {
      return of_mapping(node);
    }
    if (!tree_.is_sequence(node)) {
      return of_scalar(tree_.text(node));
    }
    std::string all;
    for (std::size_t i = 0; i < tree_[node].size; ++i) {
      all += of(tree_.child(node, i)) + ",";
    }
    return "[" + all + "]";
  }

 private:
  using Members = std::map<std::string, std::string>;

  static std::string of_string(std::string_view text) { return yaml::quote(text); }

  static std::string of_members(const Members& members) {
    std::string all;
    for (const auto& [name, value] : members) {
      all += of_string(name) + ":" + value + ",";
    }
    return "{" + all + "}";
  }

  static std::string of(const NewValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      return of_string(*text);
    }
    if (const auto* mapping = std::get_if<NewMapping>(&value)) {
      Members members;
      for (const NewMember& member : *mapping) {
        members.emplace(member.name, of(member.value));
      }
      return of_members(members);
    }
    std::string all;
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
      for (const std::string& item : *list) {
        all += of_string(item) + ",";
      }
    }
    return "[" + all + "]";
  }

  std::string of_mapping(TreeId node) const {
    Members members;
    for (std::size_t i = 0; i < tree_[node].size; ++i) {
      const TreeId child = tree_.child(node, i);
      if (!changes_.is_removed(child)) {
        members.emplace(tree_[child].name, of(child));
      }
    }
    for (const NewMember& member : changes_.members(node)) {
      members.emplace(member.name, of(member.value));
    }
    return of_members(members);
  }

  static std::string of_scalar(const yaml::Node& node) {
    return std::visit(
        [](const auto& value) -> std::string {
          using Type = std::decay_t<decltype(value)>;
          if constexpr (std::is_same_v<Type, std::monostate>) {
            return "null";
          } else if constexpr (std::is_same_v<Type, std::string>) {
            return of_string(value);
          } else {
            return fmt::format("{}", value);
          }
        },
        yaml::resolve(node));
  }

  const Changes& changes_;
  const Tree& tree_;
};

}  // namespace

std::string template_hash(const Changes& changes, TreeId node) {
  return sha256_hex(Canonical(changes).of(node)).substr(0, kDigits);
}

}  // namespace tiltc::kubernetes
