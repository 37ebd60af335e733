// How k8s_resource() calls change the resources: in the order of the calls.
#include <algorithm>

#include <fmt/format.h>

#include "base/call_text.h"
#include "base/text.h"
#include "names.h"
#include "resource_builder.h"

namespace tiltc::kubernetes {
namespace {

constexpr std::size_t kShownNames = 12;

template <class T>
void append(std::vector<T>& all, const std::vector<T>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

void append_new(std::vector<std::string>& all, const std::vector<std::string>& more) {
  for (const std::string& one : more) {
    if (std::find(all.begin(), all.end(), one) == all.end()) {
      all.push_back(one);
    }
  }
}

// "`a`, `b` and 7 more"
std::string list_names(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShownNames); ++i) {
    text += fmt::format("{}`{}`", i == 0 ? "" : ", ", names[i]);
  }
  if (names.size() > kShownNames) {
    text += fmt::format(" and {} more", names.size() - kShownNames);
  }
  return text;
}

std::string guess(const std::string& name, const std::vector<std::string>& names) {
  const std::vector<std::string> close = closest_names(name, names);
  return close.empty() ? std::string() : fmt::format("did you mean `{}`?", close[0]);
}

}  // namespace

Status ResourceBuilder::check_free(const std::string& name, const Span& span) const {
  if (Status status = check_resource_name(name, span); !status) {
    return status;
  }
  Span first;
  if (const auto draft = by_name_.find(name); draft != by_name_.end()) {
    first = drafts_[draft->second].resource.span;
  } else if (const auto local = other_names_.find(name); local != other_names_.end()) {
    first = local->second;
  } else {
    return Done{};
  }
  return error("resource-name-taken", fmt::format("two resources are called `{}`", name))
      .at(span, "this one")
      .also(first, "and this one")
      .with_help("give one another name; for a workload: k8s_resource(\"" + name +
                 "\", new_name=…)");
}

Result<std::size_t> ResourceBuilder::add_draft(const std::string& name, Span span) {
  if (Status status = check_free(name, span); !status) {
    return std::move(status).error();
  }
  Draft draft;
  draft.resource.name = name;
  draft.resource.span = std::move(span);
  draft.resource.trigger_mode = graph_.targets.settings.trigger_mode;
  by_name_[name] = drafts_.size();
  drafts_.push_back(std::move(draft));
  return drafts_.size() - 1;
}

Status ResourceBuilder::apply(const graph::ResourceOptions& options) {
  Result<std::size_t> draft = find_or_group(options);
  if (!draft) {
    return std::move(draft).error();
  }
  merge(drafts_[*draft], options);
  if (!options.workload.empty() && !options.new_name.empty()) {
    if (Status status = rename(*draft, options); !status) {
      return status;
    }
  }
  return claim_objects(*draft, options);
}

Result<std::size_t> ResourceBuilder::find_or_group(const graph::ResourceOptions& options) {
  if (!options.workload.empty()) {
    const auto known = by_name_.find(options.workload);
    return known == by_name_.end() ? Result<std::size_t>(unknown_workload(options))
                                   : Result<std::size_t>(known->second);
  }
  if (options.new_name.empty() || options.objects.empty()) {
    return error("no-workload", "k8s_resource() names neither a workload nor objects")
        .at(options.span)
        .with_help("k8s_resource(\"workload\", …) or k8s_resource(new_name=…, objects=[…])");
  }
  Result<std::size_t> draft = add_draft(options.new_name, options.span);
  if (draft) {
    drafts_[*draft].is_group = true;
  }
  return draft;
}

Diagnostic ResourceBuilder::unknown_workload(const graph::ResourceOptions& options) const {
  std::vector<std::string> names;
  for (const Draft& draft : drafts_) {
    names.push_back(draft.resource.name);
  }
  Diagnostic wrong =
      error("unknown-workload", fmt::format("there is no workload `{}`", options.workload));
  wrong.at(options.name_span ? options.name_span : options.span, guess(options.workload, names));
  if (names.empty()) {
    wrong.note("no object that k8s_yaml() was given is a workload");
  } else {
    wrong.note("workloads are " + list_names(names));
  }
  const auto is_called = [&](const graph::Object& object) {
    return object.name == options.workload;
  };
  const auto object = std::find_if(graph_.objects.begin(), graph_.objects.end(), is_called);
  if (object != graph_.objects.end()) {
    const auto place = static_cast<std::size_t>(object - graph_.objects.begin());
    wrong.also(facts_[place].name_span, fmt::format("this {} is no workload", object->kind))
        .with_help(
            fmt::format("group it with k8s_resource(new_name=…, objects=[\"{}\"])", object->name));
  }
  return wrong;
}

// Lists grow, the last of each scalar wins.
void ResourceBuilder::merge(Draft& draft, const graph::ResourceOptions& options) const {
  graph::Resource& resource = draft.resource;
  append(resource.port_forwards, options.port_forwards);
  append(resource.extra_pod_selectors, options.extra_pod_selectors);
  append(resource.links, options.links);
  append(resource.resource_deps, options.resource_deps);
  for (const std::string& name : options.resource_deps) {
    draft.dependency_spans.push_back(literal_in_call(options.span, "resource_deps", name));
  }
  append_new(resource.labels, options.labels);
  resource.trigger_mode = options.trigger_mode.value_or(resource.trigger_mode);
  resource.auto_init = options.auto_init.value_or(resource.auto_init);
  if (!options.pod_readiness.empty()) {
    resource.pod_readiness = options.pod_readiness;
  }
  if (!options.discovery_strategy.empty()) {
    resource.discovery_strategy = options.discovery_strategy;
  }
}

Status ResourceBuilder::rename(std::size_t draft, const graph::ResourceOptions& options) {
  graph::Resource& resource = drafts_[draft].resource;
  if (resource.name == options.new_name) {
    return Done{};
  }
  if (Status status = check_free(options.new_name, options.span); !status) {
    status.error().diagnostic().note(
        fmt::format("this call renames `{}` to `{}`", resource.name, options.new_name));
    return status;
  }
  by_name_.erase(resource.name);
  by_name_[options.new_name] = draft;
  resource.name = options.new_name;
  return Done{};
}

Status ResourceBuilder::claim_objects(std::size_t draft, const graph::ResourceOptions& options) {
  for (const std::string& fragment : options.objects) {
    const Span place = literal_in_call(options.span, "objects", fragment);
    if (Status status = claim_object(draft, fragment, place); !status) {
      return status;
    }
  }
  return Done{};
}

Status ResourceBuilder::claim_object(std::size_t draft, const std::string& fragment,
                                     const Span& span) {
  Result<ObjectFragment> wanted = ObjectFragment::parse(fragment);
  if (!wanted) {
    wanted.error().diagnostic().at(span);
    return std::move(wanted).error();
  }
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < owner_.size(); ++i) {
    if (wanted->matches(graph_.objects[i])) {
      found.push_back(i);
    }
  }
  if (found.size() != 1 || !is_pooled_[found.front()]) {
    return found.size() < 2 ? Status(no_object(*wanted, fragment, span))
                            : Status(ambiguous_object(found, fragment, span));
  }
  const std::size_t object = found.front();
  if (owner_[object] != kNobody) {
    const graph::Resource& owner = drafts_[owner_[object]].resource;
    return error("object-taken",
                 fmt::format("object `{}` is in resource `{}` already", fragment, owner.name))
        .at(span, "taken again")
        .also(owner.span, fmt::format("`{}` is defined here", owner.name));
  }
  owner_[object] = draft;
  drafts_[draft].objects.push_back(object);
  return Done{};
}

Diagnostic ResourceBuilder::no_object(const ObjectFragment& wanted, const std::string& fragment,
                                      const Span& span) const {
  std::vector<std::string> names;
  std::vector<std::string> short_names;
  for (std::size_t i = 0; i < owner_.size(); ++i) {
    if (owner_[i] == kNobody) {
      names.push_back(full_name(graph_.objects[i]));
      short_names.push_back(graph_.objects[i].name);
    }
  }
  Diagnostic wrong =
      error("unknown-object", fmt::format("there is no object `{}` to group", fragment));
  wrong.at(span, guess(fragment, short_names));
  wrong.note(names.empty() ? "every object is in a resource already"
                           : "objects that are in no resource: " + list_names(names));
  for (std::size_t i = 0; i < owner_.size(); ++i) {
    if (!is_pooled_[i] && wanted.matches(graph_.objects[i])) {
      wrong.also(facts_[i].name_span, fmt::format("this one belongs to the workload `{}`",
                                                  drafts_[owner_[i]].resource.name));
      break;
    }
  }
  return wrong;
}

Diagnostic ResourceBuilder::ambiguous_object(const std::vector<std::size_t>& found,
                                             const std::string& fragment, const Span& span) const {
  Diagnostic wrong =
      error("ambiguous-object", fmt::format("{} objects are called `{}`", found.size(), fragment));
  wrong.at(span);
  for (std::size_t i = 0; i < std::min(found.size(), kShownNames); ++i) {
    wrong.also(facts_[found[i]].name_span, full_name(graph_.objects[found[i]]));
  }
  return wrong.with_help("add the kind, or kind and namespace: `name:kind:namespace`");
}

void ResourceBuilder::warn_of_unknown_dependency(const Draft& draft, std::size_t place,
                                                 const std::vector<std::string>& names) {
  const std::string& name = draft.resource.resource_deps[place];
  warnings_.add(warning("unknown-resource-dep",
                        fmt::format("resource `{}` depends on `{}`, which does not exist",
                                    draft.resource.name, name))
                    .at(draft.dependency_spans[place], guess(name, names))
                    .note("the dependency is left out"));
}

}  // namespace tiltc::kubernetes
