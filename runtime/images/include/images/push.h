#pragma once

#include <string>

#include "base/disk.h"
#include "formats/registry_name.h"
#include "graph/targets.h"
#include "images/engine.h"
#include "images/environment.h"
#include "images/image_build.h"
#include "images/process_runner.h"
#include "images/registry_client.h"

namespace tiltc::images {

enum class PushPolicy {
  kAuto,    // when a registry is known; never to Docker Hub by mere default
  kAlways,  // whatever the cluster would have to pull
  kNever,
};

struct PushQuestion {
  const graph::ImageTarget& target;
  const Reference& local;  // what would be pushed
  const RegistryHosts& registry;
  bool is_deployed = false;  // some object names it, so that the cluster has to pull it
  PushPolicy policy = PushPolicy::kAuto;
};

struct PushDecision {
  bool push = false;
  std::string reason;  // why, or why not; for people
};

// Whether the image's command pushes it, so that tiltc does not.
bool pushes_itself(const graph::ImageTarget& target);

PushDecision decide_push(const PushQuestion& question);

// What pushing needs beside the engine; outlives it.
struct PushTools {
  const Environment& environment;
  const Disk& disk;
  ProcessRunner& processes;
};

struct PushJob {
  Engine& engine;
  Reference local;  // with its tag
  Span span;        // of the image in the Tiltfile, for errors
};

// Pushes with the credentials that the configuration files of Docker and Podman have for the
// registry.
Async<Status> push_image(PushJob job, PushTools tools, Log log);

// Whether the registry has the image already, so that a push would only find that out layer by
// layer. Only a tag that follows from the content can tell. When the registry does not answer that,
// the push will say why.
Async<bool> is_pushed_already(const BuiltImage& image, RegistryClient& registry);

// The digest by which the registry has the image. Errors: image-missing, and those of
// RegistryClient::find(); they point at the image in the Tiltfile.
Async<Result<std::string>> pushed_digest(const BuiltImage& image, const graph::ImageTarget& target,
                                         RegistryClient& registry);

}  // namespace tiltc::images
