#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "graph/resources.h"
#include "images/naming.h"
#include "images/push.h"

// What a run does with a graph, in which order and why. Plain data, made before anything is done.
namespace tiltc::plan {

enum class Until { kBuild, kPush, kInject };
enum class LocalCommands { kRun, kSkip };

struct PlanOptions {
  Until until = Until::kInject;
  images::PushPolicy push = images::PushPolicy::kAuto;
  LocalCommands local = LocalCommands::kRun;
};

enum class StepKind { kLocal, kBuild, kPush, kInject };

// One node of the run.
struct Step {
  StepKind kind = StepKind::kBuild;
  // Index into Targets::local_resources of kLocal, into Plan::images of kBuild and kPush.
  std::size_t subject = 0;
  std::vector<std::size_t> needs;  // indices of earlier steps
  std::string reason;
};

// An image that the run builds.
struct PlannedImage {
  graph::ImageId id{};
  images::ImageRefs refs;
  images::PushDecision push;
  std::vector<std::size_t>
      dependencies;  // indices into Plan::images, in the order of Graph::image_deps
  std::size_t build_step = 0;
};

struct Plan {
  std::vector<PlannedImage> images;  // in build order: dependencies first
  std::vector<Step> steps;           // needs first
  // What the Tiltfile describes and the run does not do, with the reason; one line each.
  std::vector<std::string> remarks;
};

// Fails when a registry makes an impossible name of an image.
Result<Plan> make_plan(const graph::Graph& graph, const PlanOptions& options);

// "build", "push", "inject", "run"
std::string action_of(StepKind kind);

// What a step is about: the image as configured, the resource's name; "" for kInject.
std::string subject_of(const graph::Graph& graph, const Plan& plan, const Step& step);

}  // namespace tiltc::plan
