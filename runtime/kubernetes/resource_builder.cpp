#include "resource_builder.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/call_text.h"
#include "graph/cycles.h"
#include "names.h"

namespace tiltc::kubernetes {

namespace {

// A service's own links, then one for each port that it publishes.
std::vector<graph::Link> links_of(const graph::ComposeResource& service) {
  std::vector<graph::Link> links = service.links;
  if (service.infer_links) {
    for (const int port : service.service.published_ports) {
      links.push_back({fmt::format("http://localhost:{}/", port), ""});
    }
  }
  return links;
}

}  // namespace

ResourceBuilder::ResourceBuilder(graph::Graph& graph, const ImageGraph& images,
                                 const std::vector<ObjectFacts>& facts,
                                 const WorkloadNaming& naming,
                                 const std::vector<std::optional<graph::ImageId>>& compose_images,
                                 Diagnostics& warnings)
    : graph_(graph),
      images_(images),
      facts_(facts),
      naming_(naming),
      compose_images_(compose_images),
      warnings_(warnings),
      owner_(facts.size(), kNobody) {}

// The order of the steps is the order of the resources, but for local ones and what is left over.
Status ResourceBuilder::build() {
  for (const graph::LocalResource& local : graph_.targets.local_resources) {
    if (Status status = check_free(local.name, local.span); !status) {
      return status;
    }
    other_names_.emplace(local.name, local.span);
  }
  for (const graph::ComposeResource& service : graph_.targets.compose_resources) {
    if (Status status = check_free(service.name, service.span); !status) {
      return status;
    }
    other_names_.emplace(service.name, service.span);
  }
  for (auto step : {&ResourceBuilder::add_custom_deploys, &ResourceBuilder::add_workloads}) {
    if (Status status = (this->*step)(); !status) {
      return status;
    }
  }
  attach_services();
  is_pooled_.resize(owner_.size());
  for (std::size_t i = 0; i < owner_.size(); ++i) {
    is_pooled_[i] = owner_[i] == kNobody;
  }
  for (const graph::ResourceOptions& options : graph_.targets.resource_options) {
    if (Status status = apply(options); !status) {
      return status;
    }
  }
  for (auto step : {&ResourceBuilder::add_leftovers, &ResourceBuilder::add_compose,
                    &ResourceBuilder::add_locals, &ResourceBuilder::add_uncategorized,
                    &ResourceBuilder::check_dependencies}) {
    if (Status status = (this->*step)(); !status) {
      return status;
    }
  }
  for (Draft& draft : drafts_) {
    finish(draft);
    graph_.resources.push_back(std::move(draft.resource));
  }
  return Done{};
}

Status ResourceBuilder::add_custom_deploys() {
  for (std::size_t i = 0; i < graph_.targets.custom_deploys.size(); ++i) {
    const graph::CustomDeploy& deploy = graph_.targets.custom_deploys[i];
    Result<std::size_t> draft = add_draft(deploy.name, deploy.span);
    if (!draft) {
      return std::move(draft).error();
    }
    graph::Resource& resource = drafts_[*draft].resource;
    resource.type = graph::ResourceType::kCustomDeploy;
    resource.custom = graph::CustomDeployId{static_cast<std::uint32_t>(i)};
    resource.direct_images = graph_.custom_deploy_images[i];
  }
  return Done{};
}

Status ResourceBuilder::add_workloads() {
  std::vector<const graph::Object*> workloads;
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    if (facts_[i].is_workload) {
      workloads.push_back(&graph_.objects[i]);
      indices.push_back(i);
    }
  }
  const Result<std::vector<std::string>> names = workload_names(workloads, indices);
  if (!names) {
    return Error(names.error().diagnostic());
  }
  for (std::size_t i = 0; i < indices.size(); ++i) {
    Result<std::size_t> draft = add_draft((*names)[i], facts_[indices[i]].name_span);
    if (!draft) {
      return std::move(draft).error();
    }
    drafts_[*draft].objects.push_back(indices[i]);
    owner_[indices[i]] = *draft;
  }
  return Done{};
}

Result<std::vector<std::string>> ResourceBuilder::workload_names(
    const std::vector<const graph::Object*>& workloads,
    const std::vector<std::size_t>& indices) const {
  if (!naming_) {
    return unique_names(workloads);
  }
  std::vector<std::string> names;
  std::map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < workloads.size(); ++i) {
    Result<std::string> name = naming_(*workloads[i]);
    if (!name) {
      return std::move(name).error();
    }
    const auto [other, is_new] = first.emplace(*name, i);
    if (!is_new) {
      return error(
                 "resource-name-taken",
                 fmt::format("the function of workload_to_resource_function calls both {} and "
                             "{} `{}`",
                             full_name(*workloads[other->second]), full_name(*workloads[i]), *name))
          .at(facts_[indices[i]].name_span, "this one")
          .also(facts_[indices[other->second]].name_span, "and this one");
    }
    names.push_back(*std::move(name));
  }
  return names;
}

// A Service belongs to the first workload whose pods it selects. Services are looked up by the
// first label that they ask for, so that thousands of either take no time.
void ResourceBuilder::attach_services() {
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> services;
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    if (!facts_[i].selector.empty() && owner_[i] == kNobody) {
      services[*facts_[i].selector.begin()].push_back(i);
    }
  }
  for (std::size_t draft = 0; draft < drafts_.size(); ++draft) {
    if (drafts_[draft].objects.empty()) {
      continue;  // a custom deploy
    }
    const std::size_t workload = drafts_[draft].objects.front();
    std::vector<std::size_t> selecting;
    for (const auto& label : facts_[workload].pod_labels) {
      const auto candidates = services.find(label);
      if (candidates == services.end()) {
        continue;
      }
      std::erase_if(candidates->second, [&](std::size_t service) {
        const bool joins = selects(service, workload);
        if (joins) {
          selecting.push_back(service);
        }
        return joins;
      });
    }
    std::sort(selecting.begin(), selecting.end());
    for (const std::size_t service : selecting) {
      drafts_[draft].objects.push_back(service);
      owner_[service] = draft;
    }
  }
}

bool ResourceBuilder::selects(std::size_t service, std::size_t workload) const {
  const std::string& space = graph_.objects[service].namespace_;
  if (!space.empty() && space != "default" && space != graph_.objects[workload].namespace_) {
    return false;
  }
  const std::map<std::string, std::string>& labels = facts_[workload].pod_labels;
  return std::all_of(facts_[service].selector.begin(), facts_[service].selector.end(),
                     [&](const auto& wanted) {
                       const auto label = labels.find(wanted.first);
                       return label != labels.end() && label->second == wanted.second;
                     });
}

// Pod templates in which no image was found still are resources of their own.
Status ResourceBuilder::add_leftovers() {
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    if (owner_[i] != kNobody || !facts_[i].has_pod_template) {
      continue;
    }
    Result<std::size_t> draft = add_draft(graph_.objects[i].name, facts_[i].name_span);
    if (!draft) {
      return std::move(draft).error();
    }
    drafts_[*draft].objects.push_back(i);
    owner_[i] = *draft;
  }
  return Done{};
}

// A service waits for those that it depends on, under the names that they have now.
Status ResourceBuilder::add_compose() {
  const std::vector<graph::ComposeResource>& services = graph_.targets.compose_resources;
  std::map<std::pair<std::size_t, std::string>, std::string> names;
  for (const graph::ComposeResource& service : services) {
    names[{service.project, service.service.service}] = service.name;
  }
  for (std::size_t i = 0; i < services.size(); ++i) {
    const graph::ComposeResource& service = services[i];
    Draft draft;
    graph::Resource& resource = draft.resource;
    resource.name = service.name;
    resource.type = graph::ResourceType::kCompose;
    resource.compose = graph::ComposeResourceId{static_cast<std::uint32_t>(i)};
    for (const std::string& needed : service.service.depends_on) {
      if (const auto name = names.find({service.project, needed}); name != names.end()) {
        resource.resource_deps.push_back(name->second);
      }
    }
    resource.resource_deps.insert(resource.resource_deps.end(), service.resource_deps.begin(),
                                  service.resource_deps.end());
    draft.dependency_spans.assign(resource.resource_deps.size(), service.span);
    resource.labels = service.labels;
    resource.links = links_of(service);
    resource.trigger_mode = service.trigger_mode.value_or(graph_.targets.settings.trigger_mode);
    resource.auto_init = service.auto_init;
    resource.span = service.span;
    if (compose_images_[i]) {
      resource.direct_images = {*compose_images_[i]};
      resource.images = images_.build_order(resource.direct_images);
    }
    drafts_.push_back(std::move(draft));
  }
  return Done{};
}

Status ResourceBuilder::add_locals() {
  for (std::size_t i = 0; i < graph_.targets.local_resources.size(); ++i) {
    const graph::LocalResource& local = graph_.targets.local_resources[i];
    Draft draft;
    graph::Resource& resource = draft.resource;
    resource.name = local.name;
    resource.type = graph::ResourceType::kLocal;
    resource.local = graph::LocalResourceId{static_cast<std::uint32_t>(i)};
    resource.resource_deps = local.resource_deps;
    for (const std::string& name : local.resource_deps) {
      draft.dependency_spans.push_back(literal_in_call(local.span, "resource_deps", name));
    }
    resource.labels = local.labels;
    resource.links = local.links;
    resource.trigger_mode = local.trigger_mode.value_or(graph_.targets.settings.trigger_mode);
    resource.auto_init = local.auto_init;
    resource.span = local.span;
    drafts_.push_back(std::move(draft));
  }
  return Done{};
}

Status ResourceBuilder::add_uncategorized() {
  const auto first = std::find(owner_.begin(), owner_.end(), kNobody);
  if (first == owner_.end()) {
    return Done{};
  }
  const auto place = static_cast<std::size_t>(first - owner_.begin());
  Result<std::size_t> draft = add_draft("uncategorized", facts_[place].name_span);
  if (!draft) {
    return std::move(draft).error();
  }
  drafts_[*draft].resource.pod_readiness = "ignore";
  for (std::size_t i = 0; i < owner_.size(); ++i) {
    if (owner_[i] == kNobody) {
      drafts_[*draft].objects.push_back(i);
      owner_[i] = *draft;
    }
  }
  return Done{};
}

void ResourceBuilder::finish(Draft& draft) const {
  graph::Resource& resource = draft.resource;
  if (resource.local || resource.compose) {
    return;
  }
  for (const std::size_t object : draft.objects) {
    for (const graph::ImageId image : graph_.objects[object].images) {
      std::vector<graph::ImageId>& direct = resource.direct_images;
      if (std::find(direct.begin(), direct.end(), image) == direct.end()) {
        direct.push_back(image);
      }
    }
  }
  resource.images = images_.build_order(resource.direct_images);
  resource.pod_readiness = readiness(draft);
  std::stable_sort(draft.objects.begin(), draft.objects.end(), [&](std::size_t a, std::size_t b) {
    return deploy_rank(graph_.objects[a].kind) < deploy_rank(graph_.objects[b].kind);
  });
  for (const std::size_t object : draft.objects) {
    resource.objects.push_back(graph_.objects[object].id);
  }
}

std::string ResourceBuilder::readiness(const Draft& draft) const {
  if (!draft.resource.pod_readiness.empty()) {
    return draft.resource.pod_readiness;
  }
  for (const std::string_view mode : {"wait", "ignore", "succeeded"}) {
    for (const std::size_t object : draft.objects) {
      if (facts_[object].pod_readiness == mode) {
        return std::string(mode);
      }
    }
  }
  const bool has_no_pods = draft.is_group && draft.resource.direct_images.empty() &&
                           draft.resource.extra_pod_selectors.empty();
  return has_no_pods ? "ignore" : "wait";
}

// Resources may be named before they are defined, so this comes last.
Status ResourceBuilder::check_dependencies() {
  std::vector<std::string> names;
  for (const Draft& draft : drafts_) {
    names.push_back(draft.resource.name);
  }
  std::sort(names.begin(), names.end());
  for (Draft& draft : drafts_) {
    std::vector<std::string> kept;
    std::vector<Span> spans;
    for (std::size_t i = 0; i < draft.resource.resource_deps.size(); ++i) {
      const std::string& name = draft.resource.resource_deps[i];
      if (name == draft.resource.name) {
        return error("resource-dep-on-itself", fmt::format("resource `{}` depends on itself", name))
            .at(draft.dependency_spans[i]);
      }
      if (!std::binary_search(names.begin(), names.end(), name)) {
        warn_of_unknown_dependency(draft, i, names);
      } else if (std::find(kept.begin(), kept.end(), name) == kept.end()) {
        kept.push_back(name);
        spans.push_back(draft.dependency_spans[i]);
      }
    }
    draft.resource.resource_deps = std::move(kept);
    draft.dependency_spans = std::move(spans);
  }
  return check_dependency_cycles();
}

Status ResourceBuilder::check_dependency_cycles() const {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    places.emplace(drafts_[i].resource.name, i);
  }
  graph::Adjacency edges(drafts_.size());
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    for (const std::string& name : drafts_[i].resource.resource_deps) {
      edges[i].push_back(places.at(name));
    }
  }
  const auto cycle = graph::find_cycle(edges);
  if (!cycle) {
    return Done{};
  }
  std::string path;
  for (const std::size_t resource : *cycle) {
    path += (path.empty() ? "" : " -> ") + drafts_[resource].resource.name;
  }
  Diagnostic wrong =
      error("resource-cycle", fmt::format("resources depend on each other: {}", path));
  for (std::size_t hop = 0; hop + 1 < cycle->size(); ++hop) {
    const Draft& draft = drafts_[(*cycle)[hop]];
    const std::vector<std::string>& deps = draft.resource.resource_deps;
    const std::string& next = drafts_[(*cycle)[hop + 1]].resource.name;
    const auto place = std::find(deps.begin(), deps.end(), next) - deps.begin();
    const Span& span = draft.dependency_spans[static_cast<std::size_t>(place)];
    const std::string label = fmt::format("`{}` waits for `{}`", draft.resource.name, next);
    if (hop == 0) {
      wrong.at(span, label);
    } else {
      wrong.also(span, label);
    }
  }
  return wrong;
}

}  // namespace tiltc::kubernetes
