#include "names.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "base/text.h"

namespace tiltc::kubernetes {
namespace {

std::string escaped(std::string_view part) {
  std::string out;
  for (const char c : part) {
    out += c == ':' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  }
  return out;
}

std::string namespace_of(const graph::Object& object) {
  return object.namespace_.empty() ? "default" : object.namespace_;
}

std::string group_of(const graph::Object& object) {
  const std::size_t slash = object.api_version.find('/');
  return slash == std::string::npos ? "core" : object.api_version.substr(0, slash);
}

std::array<std::string, 4> candidate_names(const graph::Object& object) {
  const std::string name = escaped(object.name);
  const std::string with_kind = name + ":" + escaped(to_lower(object.kind));
  const std::string with_namespace = with_kind + ":" + escaped(namespace_of(object));
  return {name, with_kind, with_namespace, with_namespace + ":" + escaped(group_of(object))};
}

}  // namespace

std::vector<std::string> unique_names(std::span<const graph::Object* const> workloads) {
  std::map<std::string, int> counts;
  for (const graph::Object* workload : workloads) {
    for (const std::string& name : candidate_names(*workload)) {
      ++counts[name];
    }
  }
  std::vector<std::string> names;
  std::map<std::string, int> numbers;
  for (const graph::Object* workload : workloads) {
    const auto candidates = candidate_names(*workload);
    const auto unique = std::find_if(candidates.begin(), candidates.end(),
                                     [&](const std::string& name) { return counts[name] == 1; });
    names.push_back(unique != candidates.end()
                        ? *unique
                        : fmt::format("{}:{}", candidates[3], numbers[candidates[3]]++));
  }
  return names;
}

Result<ObjectFragment> ObjectFragment::parse(std::string_view text) {
  ObjectFragment fragment;
  fragment.parts_.emplace_back();
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == ':') {
      fragment.parts_.emplace_back();
      continue;
    }
    if (text[at] == '\\') {
      const char next = at + 1 < text.size() ? text[at + 1] : '\0';
      if (next != ':' && next != '\\') {
        return error("bad-object-name", fmt::format("`{}` has a `\\` that escapes nothing", text))
            .note("`\\:` is a colon and `\\\\` a backslash within a part");
      }
      ++at;
    }
    fragment.parts_.back() += text[at];
  }
  if (fragment.parts_.size() > 3 || fragment.parts_[0].empty()) {
    return error("bad-object-name",
                 text.empty() ? "the name of an object is empty"
                              : fmt::format("`{}` has {} parts", text, fragment.parts_.size()))
        .note("objects are called name, name:kind or name:kind:namespace");
  }
  for (std::string& part : fragment.parts_) {
    part = to_lower(part);
  }
  return fragment;
}

bool ObjectFragment::matches(const graph::Object& object) const {
  const std::array<std::string, 3> own = {to_lower(object.name), to_lower(object.kind),
                                          to_lower(namespace_of(object))};
  return std::equal(parts_.begin(), parts_.end(), own.begin());
}

std::string full_name(const graph::Object& object) {
  return escaped(object.name) + ":" + escaped(object.kind) + ":" + escaped(namespace_of(object));
}

Status check_resource_name(std::string_view name, const Span& span) {
  const bool wrong = name.empty() || name == "." || name == ".." ||
                     name.find_first_of("/%") != std::string_view::npos;
  if (!wrong) {
    return Done{};
  }
  return error("bad-resource-name", fmt::format("a resource cannot be called `{}`", name))
      .at(span)
      .note("names are not empty, not `.` or `..`, and have no `/` and no `%`");
}

int deploy_rank(std::string_view kind) {
  static constexpr std::array<std::string_view, 22> kOrder = {
      "Namespace",
      "ResourceQuota",
      "StorageClass",
      "CustomResourceDefinition",
      "MutatingWebhookConfiguration",
      "ServiceAccount",
      "PodSecurityPolicy",
      "Role",
      "ClusterRole",
      "RoleBinding",
      "ClusterRoleBinding",
      "PersistentVolume",
      "PersistentVolumeClaim",
      "ConfigMap",
      "Secret",
      "Service",
      "LimitRange",
      "PriorityClass",
      "Deployment",
      "StatefulSet",
      "CronJob",
      "PodDisruptionBudget",
  };
  return static_cast<int>(std::find(kOrder.begin(), kOrder.end(), kind) - kOrder.begin());
}

}  // namespace tiltc::kubernetes
