#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/disk.h"
#include "formats/reference.h"
#include "graph/targets.h"
#include "images/engine_locator.h"
#include "images/environment.h"
#include "images/log.h"
#include "images/naming.h"
#include "images/process_runner.h"

// The life of one image, from its target to a tag that says what it contains.
namespace tiltc::images {

// An image that another one is built from, once it is built itself.
struct BuiltDependency {
  std::size_t image = 0;  // its index in Targets::images, and in BuildTools::matcher
  Reference configured;
  Reference local;  // with its content tag
};

// What one build is about.
struct BuildJob {
  const graph::ImageTarget& target;
  ImageRefs refs;
  std::vector<BuiltDependency> dependencies;  // in the order of Graph::image_deps
};

class BuildKitClient;

// What a custom_build that needs no engine itself may know of the engine of its run.
enum class EngineUse {
  kOnDemand,  // nothing: it must not be the reason for starting one
  kExpected,  // some image of the run needs it anyway, so the command gets DOCKER_HOST too
};

// What all builds of a run share; outlives them.
struct BuildTools {
  // May be null when no image of the run needs an engine (needs_engine()).
  EngineSource* engines = nullptr;
  ProcessRunner& processes;
  BuildKitClient& buildkit;
  const Environment& environment;
  Disk& disk;
  const Clock& clock;
  TemporaryTags& tags;
  const ReferenceMatcher& matcher;  // over all images of the run, in order
  EngineUse engine_use = EngineUse::kOnDemand;
};

// How an image came to be. A value.
struct BuiltImage {
  std::string configured;  // familiar
  Reference local;         // with the tag it now has here
  Reference cluster;       // what the YAML gets
  std::string image_id;    // "sha256:…"; "" when no engine was asked
  std::string action;      // "built with custom_build", for people
  std::string reason;      // why the tag is what it is
  double seconds = 0;
  bool has_content_tag = false;  // a registry that has the tag has the image
  std::string digest = {};       // of the manifest that a registry has; "" when none was asked
};

// Whether building it, or what follows, asks an engine.
bool needs_engine(const graph::ImageTarget& target);

// Builds the image in the way that its target says, and gives it its tag. All that is said while it
// is built goes to `log`. Errors point at the image in the Tiltfile.
Async<Result<BuiltImage>> build_image(BuildJob job, BuildTools tools, Log log);

}  // namespace tiltc::images
