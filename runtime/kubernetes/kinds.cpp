#include "kinds.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "formats/yaml_value.h"

namespace tiltc::kubernetes {
namespace {

using yaml::Tree;
using yaml::TreeId;

constexpr std::array<PodKind, 9> kPodKinds = {{
    {"Pod", {"", ""}, {}},
    {"PodTemplate", {"", ""}, {"template"}},
    {"ReplicationController", {"", ""}, {"spec", "template"}},
    {"Deployment", {"apps", "extensions"}, {"spec", "template"}},
    {"ReplicaSet", {"apps", "extensions"}, {"spec", "template"}},
    {"DaemonSet", {"apps", "extensions"}, {"spec", "template"}},
    {"StatefulSet", {"apps", "apps"}, {"spec", "template"}},
    {"Job", {"batch", "batch"}, {"spec", "template"}},
    {"CronJob", {"batch", "batch"}, {"spec", "jobTemplate", "spec", "template"}},
}};

enum class Type { kString, kInteger, kStringMap, kStringList };

// A field, `[]` after a name meaning each item of a list.
struct Rule {
  std::string_view path;
  Type type;
};

constexpr std::array<Rule, 4> kMetadataRules = {{
    {"metadata.name", Type::kString},
    {"metadata.namespace", Type::kString},
    {"metadata.labels", Type::kStringMap},
    {"metadata.annotations", Type::kStringMap},
}};

constexpr std::array<Rule, 14> kPodRules = {{
    {"metadata.labels", Type::kStringMap},
    {"metadata.annotations", Type::kStringMap},
    {"spec.initContainers[].name", Type::kString},
    {"spec.initContainers[].image", Type::kString},
    {"spec.initContainers[].command", Type::kStringList},
    {"spec.initContainers[].args", Type::kStringList},
    {"spec.initContainers[].env[].value", Type::kString},
    {"spec.containers[].name", Type::kString},
    {"spec.containers[].image", Type::kString},
    {"spec.containers[].command", Type::kStringList},
    {"spec.containers[].args", Type::kStringList},
    {"spec.containers[].env[].name", Type::kString},
    {"spec.containers[].env[].value", Type::kString},
    {"spec.volumes[].image.reference", Type::kString},
}};

constexpr std::array<Rule, 2> kSetRules = {{
    {"spec.replicas", Type::kInteger},
    {"spec.selector.matchLabels", Type::kStringMap},
}};

constexpr std::array<Rule, 1> kServiceRules = {{{"spec.selector", Type::kStringMap}}};
constexpr std::array<Rule, 1> kConfigMapRules = {{{"data", Type::kStringMap}}};
constexpr std::array<Rule, 2> kSecretRules = {
    {{"data", Type::kStringMap}, {"stringData", Type::kStringMap}}};

std::string describe(const Tree& tree, TreeId id) {
  if (tree.is_mapping(id)) {
    return "a mapping";
  }
  if (tree.is_sequence(id)) {
    return "a list";
  }
  const yaml::Scalar value = yaml::resolve(tree.text(id));
  if (std::holds_alternative<bool>(value)) {
    return "a boolean";
  }
  return std::holds_alternative<std::string>(value) ? "a string" : "a number";
}

class TypeCheck {
 public:
  TypeCheck(const Tree& tree, const ManifestObject& object) : tree_(tree), object_(object) {}

  template <std::size_t N>
  Status check(TreeId root, const std::array<Rule, N>& rules) const {
    for (const Rule& rule : rules) {
      if (Status status = check(root, rule); !status) {
        return status;
      }
    }
    return Done{};
  }

 private:
  Status check(TreeId root, const Rule& rule) const {
    std::vector<TreeId> nodes = {root};
    for (const std::string& step : split(rule.path, '.')) {
      const bool each = step.size() > 2 && step.substr(step.size() - 2) == "[]";
      const std::string name = each ? step.substr(0, step.size() - 2) : step;
      std::vector<TreeId> next;
      for (const TreeId node : nodes) {
        if (Status status = enter(node, name, each ? &next : nullptr, next); !status) {
          return status;
        }
      }
      nodes = std::move(next);
    }
    for (const TreeId node : nodes) {
      if (Status status = check_type(node, rule.type); !status) {
        return status;
      }
    }
    return Done{};
  }

  // Goes from `node` to its member `name`, and to each item of that when `items` is given.
  Status enter(TreeId node, const std::string& name, std::vector<TreeId>* items,
               std::vector<TreeId>& next) const {
    if (tree_.is_null(node)) {
      return Done{};
    }
    if (!tree_.is_mapping(node)) {
      return wrong(node, "a mapping");
    }
    const std::optional<TreeId> member = tree_.find(node, name);
    if (!member || tree_.is_null(*member)) {
      return Done{};
    }
    if (items == nullptr) {
      next.push_back(*member);
      return Done{};
    }
    if (!tree_.is_sequence(*member)) {
      return wrong(*member, "a list");
    }
    for (std::size_t i = 0; i < tree_[*member].size; ++i) {
      items->push_back(tree_.child(*member, i));
    }
    return Done{};
  }

  Status check_type(TreeId node, Type type) const {
    switch (type) {
      case Type::kString:
        return check_string(node);
      case Type::kInteger:
        return check_integer(node);
      case Type::kStringMap:
        return check_strings(node, "a mapping", tree_.is_mapping(node));
      case Type::kStringList:
        return check_strings(node, "a list", tree_.is_sequence(node));
    }
    return Done{};
  }

  Status check_string(TreeId node) const {
    return tree_.is_null(node) || tree_.string(node) ? Status(Done{}) : wrong(node, "a string");
  }

  Status check_integer(TreeId node) const {
    const bool right = tree_.is_null(node) ||
                       (tree_.is_scalar(node) &&
                        std::holds_alternative<std::int64_t>(yaml::resolve(tree_.text(node))));
    return right ? Status(Done{}) : wrong(node, "an integer");
  }

  Status check_strings(TreeId node, std::string_view wanted, bool is_wanted) const {
    if (tree_.is_null(node)) {
      return Done{};
    }
    if (!is_wanted) {
      return wrong(node, fmt::format("{} of strings", wanted));
    }
    for (std::size_t i = 0; i < tree_[node].size; ++i) {
      if (Status status = check_string(tree_.child(node, i)); !status) {
        return status;
      }
    }
    return Done{};
  }

  // `spec.containers[0].image`, from the object down.
  std::string path_of(TreeId node) const {
    std::string path;
    for (; node != object_.root && node != yaml::kNoTree; node = tree_[node].parent) {
      const TreeId parent = tree_[node].parent;
      if (parent != yaml::kNoTree && tree_.is_sequence(parent)) {
        const auto index = static_cast<std::uint32_t>(node) -
                           static_cast<std::uint32_t>(tree_[parent].first_child);
        path = fmt::format("[{}]{}", index, path);
      } else {
        path = fmt::format(".{}{}", tree_[node].name, path);
      }
    }
    return path.empty() ? "the object" : path.substr(1);
  }

  Diagnostic wrong(TreeId node, std::string_view wanted) const {
    const std::string seen = describe(tree_, node);
    Diagnostic diagnostic =
        error("kubernetes-type", fmt::format("`{}` of {} \"{}\" must be {}, not {}", path_of(node),
                                             object_.kind, object_.name, wanted, seen));
    diagnostic.at(tree_.span(node), "this is " + seen);
    if (wanted == "a string" && tree_.is_scalar(node)) {
      diagnostic.with_help(
          fmt::format("write it with quotes: {}", yaml::quote(tree_.text(node).value)));
      if (seen == "a boolean") {
        diagnostic.note("YAML 1.1 takes y, n, yes, no, on and off for booleans");
      }
    }
    return diagnostic;
  }

  const Tree& tree_;
  const ManifestObject& object_;
};

}  // namespace

const PodKind* find_pod_kind(const ManifestObject& object) {
  const std::string group = object.group();
  for (const PodKind& kind : kPodKinds) {
    if (kind.kind == object.kind && (kind.groups[0] == group || kind.groups[1] == group)) {
      return &kind;
    }
  }
  return nullptr;
}

bool is_own_group(std::string_view group) {
  constexpr std::string_view kSuffix = ".k8s.io";
  return group.find('.') == std::string_view::npos ||
         (group.size() > kSuffix.size() && group.substr(group.size() - kSuffix.size()) == kSuffix);
}

Status check_types(const Tree& tree, const ManifestObject& object) {
  if (!is_own_group(object.group())) {
    return Done{};
  }
  const TypeCheck check(tree, object);
  if (Status status = check.check(object.root, kMetadataRules); !status) {
    return status;
  }
  if (const PodKind* kind = find_pod_kind(object); kind != nullptr) {
    if (kind->kind != "Pod" && kind->kind != "ReplicationController" && kind->kind != "CronJob") {
      if (Status status = check.check(object.root, kSetRules); !status) {
        return status;
      }
    }
    std::optional<TreeId> pod = object.root;
    for (const std::string_view step : kind->path) {
      pod = pod && !step.empty() ? tree.find(*pod, step) : pod;
    }
    return pod ? check.check(*pod, kPodRules) : Status(Done{});
  }
  if (!object.group().empty()) {
    return Done{};
  }
  return object.kind == "Service"     ? check.check(object.root, kServiceRules)
         : object.kind == "ConfigMap" ? check.check(object.root, kConfigMapRules)
         : object.kind == "Secret"    ? check.check(object.root, kSecretRules)
                                      : Status(Done{});
}

}  // namespace tiltc::kubernetes
