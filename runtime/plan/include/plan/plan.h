#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "graph/resources.h"
#include "images/naming.h"
#include "images/push.h"
#include "kubernetes/injection.h"

// What a run does with a graph, in which order and why. Plain data, made before anything is done.
namespace tiltc::plan {

enum class Until { kBuild, kPush, kInject };
enum class LocalCommands { kRun, kSkip };

// Whether a run tells what each image was made of: that reads all its files.
enum class InputsKeys { kNone, kCompute };

// What registries are asked about images that objects name.
enum class Verification {
  kNone,
  kExists,  // a missing image is an error
  kPin,     // and the YAML names images by digest
};

struct PlanOptions {
  Until until = Until::kInject;
  images::PushPolicy push = images::PushPolicy::kAuto;
  LocalCommands local = LocalCommands::kRun;
  Verification verification = Verification::kNone;
  InputsKeys inputs_keys = InputsKeys::kNone;
  kubernetes::InjectedFields fields = kubernetes::InjectedFields::kMinimal;
};

enum class StepKind { kLocal, kBuild, kPush, kVerify, kInject };

// One node of the run.
struct Step {
  StepKind kind = StepKind::kBuild;
  // Index into Targets::local_resources of kLocal, into Plan::images of kBuild, kPush and
  // kVerify.
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
  std::optional<std::size_t> push_step = {};
};

struct Plan {
  std::vector<PlannedImage> images;  // in build order: dependencies first
  std::vector<Step> steps;           // needs first
  kubernetes::InjectedFields fields = kubernetes::InjectedFields::kMinimal;  // of kInject
  Verification verification = Verification::kNone;                           // of kVerify
  InputsKeys inputs_keys = InputsKeys::kNone;                                // of kBuild
  // What the Tiltfile describes and the run does not do, with the reason; one line each.
  std::vector<std::string> remarks;
};

// Fails when a registry makes an impossible name of an image, and when an image is to be pinned
// that no registry gets (image-not-pinned).
Result<Plan> make_plan(const graph::Graph& graph, const PlanOptions& options);

// "build", "push", "verify", "inject", "run"
std::string action_of(StepKind kind);

// What a step is about: the image as configured, the resource's name; "" for kInject.
std::string subject_of(const graph::Graph& graph, const Plan& plan, const Step& step);

}  // namespace tiltc::plan
