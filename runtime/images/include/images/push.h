#pragma once

#include <string>

#include "base/disk.h"
#include "formats/registry_name.h"
#include "graph/targets.h"
#include "images/engine.h"
#include "images/environment.h"
#include "images/process_runner.h"

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

}  // namespace tiltc::images
