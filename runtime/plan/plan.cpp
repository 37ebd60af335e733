#include "plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "graph/cycles.h"

namespace tiltc::plan {

namespace {

using graph::ImageId;

// Local resources in the order of their resource_deps, which may go through other resources.
std::vector<std::size_t> local_order(const graph::Graph& graph) {
  std::map<std::string, std::size_t> by_name;
  for (std::size_t i = 0; i < graph.resources.size(); ++i) {
    by_name[graph.resources[i].name] = i;
  }
  graph::Adjacency edges(graph.resources.size());
  std::vector<std::size_t> roots;
  for (std::size_t i = 0; i < graph.resources.size(); ++i) {
    roots.push_back(i);
    for (const std::string& dep : graph.resources[i].resource_deps) {
      if (const auto found = by_name.find(dep); found != by_name.end()) {
        edges[i].push_back(found->second);
      }
    }
  }
  std::vector<std::size_t> order;
  for (const std::size_t i : graph::dependencies_first(edges, roots)) {
    if (graph.resources[i].local && graph.resources[i].enabled) {
      order.push_back(i);
    }
  }
  return order;
}

class Planner {
 public:
  Planner(const graph::Graph& graph, const PlanOptions& options)
      : graph_(graph), options_(options) {}

  Result<Plan> make() {
    remark_resources();
    mention_compose();
    plan_.fields = options_.fields;
    plan_.verification = options_.verification;
    plan_.inputs_keys = options_.inputs_keys;
    add_locals();
    if (Status added = add_images(); !added.ok()) {
      return std::move(added).error();
    }
    if (options_.until != Until::kBuild) {
      add_pushes();
    }
    if (options_.until != Until::kBuild && options_.verification != Verification::kNone) {
      if (Status added = add_verifications(); !added.ok()) {
        return std::move(added).error();
      }
    }
    if (options_.until == Until::kInject) {
      add_injection();
    }
    return std::move(plan_);
  }

 private:
  void mention_compose() {
    for (const graph::ComposeProject& project : graph_.targets.compose_projects) {
      plan_.remarks.push_back(fmt::format(
          "{}: its services are not started; `docker compose up` does that", project.name));
    }
  }

  std::size_t add_step(Step step) {
    plan_.steps.push_back(std::move(step));
    return plan_.steps.size() - 1;
  }

  void remark_resources() {
    std::vector<std::string> left_out;
    for (const graph::Resource& resource : graph_.resources) {
      if (!resource.enabled) {
        left_out.push_back(resource.name);
      } else if (resource.custom) {
        plan_.remarks.push_back(
            fmt::format("{}: its apply_cmd is not run, nothing is deployed", resource.name));
      }
    }
    if (!left_out.empty()) {
      plan_.remarks.push_back(fmt::format("not in this run: {}", join(left_out, ", ")));
    }
  }

  // Whether the command runs; a remark says why not.
  bool is_run(const graph::Resource& resource, const graph::LocalResource& local) {
    if (!local.serve_command.empty()) {
      plan_.remarks.push_back(
          fmt::format("{}: its serve_cmd is not run, only `up` keeps servers", resource.name));
    }
    if (local.command.empty()) {
      return false;
    }
    if (options_.local == LocalCommands::kSkip) {
      plan_.remarks.push_back(
          fmt::format("{}: its command is not run (--no-local)", resource.name));
      return false;
    }
    if (!resource.auto_init) {
      plan_.remarks.push_back(
          fmt::format("{}: its command is not run (auto_init=False)", resource.name));
      return false;
    }
    return true;
  }

  // A command without allow_parallel runs alone: it waits for all before it, and all after it wait.
  void add_locals() {
    std::vector<std::size_t> since_barrier;
    std::optional<std::size_t> barrier;
    std::map<std::string, std::size_t> step_of;
    for (const std::size_t i : local_order(graph_)) {
      const graph::Resource& resource = graph_.resources[i];
      const graph::LocalResource& local =
          graph_.targets.local_resources[graph::index(*resource.local)];
      if (!is_run(resource, local)) {
        continue;
      }
      Step step;
      step.kind = StepKind::kLocal;
      step.subject = graph::index(*resource.local);
      step.reason = "a run executes every local_resource that starts by itself";
      if (barrier) {
        step.needs.push_back(*barrier);
      }
      if (!local.allow_parallel) {
        step.needs.insert(step.needs.end(), since_barrier.begin(), since_barrier.end());
      }
      for (const std::string& dep : resource.resource_deps) {
        if (const auto found = step_of.find(dep);
            found != step_of.end() &&
            std::find(step.needs.begin(), step.needs.end(), found->second) == step.needs.end()) {
          step.needs.push_back(found->second);
        }
      }
      const std::size_t number = add_step(std::move(step));
      step_of[resource.name] = number;
      locals_.push_back(number);
      if (local.allow_parallel) {
        since_barrier.push_back(number);
      } else {
        since_barrier.clear();
        barrier = number;
      }
    }
  }

  // All images that some resource needs, dependencies first.
  std::vector<ImageId> needed_images() const {
    std::vector<ImageId> needed;
    std::vector<bool> is_known(graph_.targets.images.size());
    for (const graph::Resource& resource : graph_.resources) {
      for (const ImageId id : resource.enabled ? resource.images : std::vector<ImageId>()) {
        if (!is_known[graph::index(id)]) {
          is_known[graph::index(id)] = true;
          needed.push_back(id);
        }
      }
    }
    return needed;
  }

  Status add_images() {
    find_users();
    const RegistryHosts registry = images::registry_hosts(graph_.targets);
    std::map<ImageId, std::size_t> place;
    for (const ImageId id : needed_images()) {
      const graph::ImageTarget& target = graph_.targets.images[graph::index(id)];
      Result<images::ImageRefs> refs = images::image_refs(target, registry);
      if (!refs.ok()) {
        return std::move(refs).error();
      }
      const images::PushDecision push =
          images::decide_push({target, refs->local, registry,
                               graph_.image_is_deployed[graph::index(id)], options_.push});
      PlannedImage image{id, *refs, push, {}, 0};
      for (const ImageId dep : graph_.image_deps[graph::index(id)]) {
        image.dependencies.push_back(place.at(dep));
      }
      place[id] = plan_.images.size();
      image.build_step = add_build(image, plan_.images.size());
      plan_.images.push_back(std::move(image));
    }
    return Done{};
  }

  std::size_t add_build(const PlannedImage& image, std::size_t number) {
    Step step;
    step.kind = StepKind::kBuild;
    step.subject = number;
    step.needs = locals_;
    for (const std::size_t dependency : image.dependencies) {
      step.needs.push_back(plan_.images[dependency].build_step);
    }
    step.reason = build_reason(image);
    return add_step(std::move(step));
  }

  void find_users() {
    users_.resize(graph_.targets.images.size());
    for (const graph::Resource& resource : graph_.resources) {
      for (const ImageId id : resource.enabled ? resource.direct_images : std::vector<ImageId>()) {
        users_[graph::index(id)].push_back(resource.name);
      }
    }
  }

  std::string build_reason(const PlannedImage& image) const {
    const std::vector<std::string>& users = users_[graph::index(image.id)];
    return users.empty() ? "other images are built from it"
                         : fmt::format("it runs in {}", join(users, ", "));
  }

  void add_pushes() {
    std::vector<std::pair<std::string, std::vector<std::string>>> kept;  // reason, images
    for (std::size_t i = 0; i < plan_.images.size(); ++i) {
      const PlannedImage& image = plan_.images[i];
      if (!image.push.push) {
        keep(kept, image);
        continue;
      }
      Step step;
      step.kind = StepKind::kPush;
      step.subject = i;
      step.needs = {image.build_step};
      step.reason = image.push.reason;
      plan_.images[i].push_step = add_step(std::move(step));
    }
    for (const auto& [reason, names] : kept) {
      plan_.remarks.push_back(fmt::format("{}: not pushed, {}", join(names, ", "), reason));
    }
  }

  Status add_verifications() {
    for (std::size_t i = 0; i < plan_.images.size(); ++i) {
      const PlannedImage& image = plan_.images[i];
      const graph::ImageTarget& target = graph_.targets.images[graph::index(image.id)];
      if (!graph_.image_is_deployed[graph::index(image.id)]) {
        continue;
      }
      if (!image.push_step && !images::pushes_itself(target)) {
        if (Status noted = leave_unverified(image, target); !noted.ok()) {
          return noted;
        }
        continue;
      }
      Step step;
      step.kind = StepKind::kVerify;
      step.subject = i;
      step.needs = {image.push_step.value_or(image.build_step)};
      step.reason =
          options_.verification == Verification::kPin ? "--pin=digest" : "--verify-images";
      add_step(std::move(step));
    }
    return Done{};
  }

  // What no registry gets has no digest there.
  Status leave_unverified(const PlannedImage& image, const graph::ImageTarget& target) {
    if (options_.verification == Verification::kPin) {
      return error("image-not-pinned",
                   fmt::format("`{}` has no digest to name it by: it is not pushed", target.ref))
          .at(target.ref_span, "this image")
          .note(image.push.reason)
          .with_help("a registry gives images their digests; leave --pin=digest out otherwise");
    }
    plan_.remarks.push_back(fmt::format("{}: not verified, it is not pushed", target.ref));
    return Done{};
  }

  // Images that stay for the same reason share one remark.
  void keep(std::vector<std::pair<std::string, std::vector<std::string>>>& kept,
            const PlannedImage& image) const {
    auto same = std::find_if(kept.begin(), kept.end(),
                             [&](const auto& entry) { return entry.first == image.push.reason; });
    if (same == kept.end()) {
      same = kept.insert(kept.end(), {image.push.reason, {}});
    }
    same->second.push_back(graph_.targets.images[graph::index(image.id)].ref);
  }

  void add_injection() {
    Step step;
    step.kind = StepKind::kInject;
    step.needs.resize(plan_.steps.size());
    for (std::size_t i = 0; i < step.needs.size(); ++i) {
      step.needs[i] = i;
    }
    step.reason = "the YAML names images that were built";
    add_step(std::move(step));
  }

  const graph::Graph& graph_;
  const PlanOptions& options_;
  Plan plan_;
  std::vector<std::size_t> locals_;              // steps
  std::vector<std::vector<std::string>> users_;  // of each image: the resources that run it
};

}  // namespace

Result<Plan> make_plan(const graph::Graph& graph, const PlanOptions& options) {
  return Planner(graph, options).make();
}

std::string action_of(StepKind kind) {
  switch (kind) {
    case StepKind::kLocal:
      return "run";
    case StepKind::kBuild:
      return "build";
    case StepKind::kPush:
      return "push";
    case StepKind::kVerify:
      return "verify";
    case StepKind::kInject:
      return "inject";
  }
  return {};
}

std::string subject_of(const graph::Graph& graph, const Plan& plan, const Step& step) {
  switch (step.kind) {
    case StepKind::kLocal:
      return graph.targets.local_resources[step.subject].name;
    case StepKind::kBuild:
    case StepKind::kPush:
    case StepKind::kVerify:
      return graph.targets.images[graph::index(plan.images[step.subject].id)].ref;
    case StepKind::kInject:
      break;
  }
  return {};
}

}  // namespace tiltc::plan
