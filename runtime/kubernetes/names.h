#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "graph/resources.h"

// How objects and resources are called.
namespace tiltc::kubernetes {

// The shortest of `name`, `name:kind`, `name:kind:namespace`, `name:kind:namespace:group` that no
// other of the workloads has; those that share them all are numbered.
std::vector<std::string> unique_names(std::span<const graph::Object* const> workloads);

// What people call an object in k8s_resource(objects=…): `name[:kind[:namespace]]`, any case.
class ObjectFragment {
 public:
  // Fails on an empty fragment, on more than three parts, on escapes other than `\:` and `\\`.
  static Result<ObjectFragment> parse(std::string_view text);

  bool matches(const graph::Object& object) const;

 private:
  std::vector<std::string> parts_;  // lower case
};

// "web:Deployment:default"
std::string full_name(const graph::Object& object);

// Fails on what cannot be a resource's name: empty, `.`, `..`, with a `/` or a `%`.
Status check_resource_name(std::string_view name, const Span& span);

// Kinds that others need come first: Namespace before ConfigMap before Service before Deployment.
int deploy_rank(std::string_view kind);

}  // namespace tiltc::kubernetes
