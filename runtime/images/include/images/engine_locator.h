#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/disk.h"
#include "exec/process.h"
#include "images/engine.h"
#include "images/environment.h"

namespace tiltc::images {

// Where the engine in use was found.
enum class EngineOrigin {
  kDockerHost,     // DOCKER_HOST
  kDockerContext,  // DOCKER_CONTEXT, or the current context of Docker's configuration
  kDockerSocket,   // /var/run/docker.sock
  kPodmanSocket,   // Podman's socket of the user or the system
  kEmbedded,       // Podman's API service, started for the run
};

// What an engine in use offers beside its API.
struct EngineInUse {
  Engine& engine;
  EngineOrigin origin = EngineOrigin::kDockerSocket;

  // Isolation for RUN in builds; "" is the engine's default (see README.md).
  std::string isolation;

  // DOCKER_HOST for commands that would not find this engine by themselves; "" when they do.
  std::string docker_host;
};

// Gives the engine to whoever needs one, and looks for it at the first request.
class EngineSource {
 public:
  virtual ~EngineSource() = default;

  // The pointer is valid as long as the source. Requests may overlap: all get the same answer.
  //   no-container-engine, engine-address-unsupported, engine-unreachable,
  //   engine-answer-unreadable, docker-context-unknown, podman-service-failed.
  virtual Async<Result<EngineInUse*>> get() = 0;

  // Ends what get() started. To be awaited once before the source goes, when nothing is in flight.
  virtual Async<void> close() = 0;
};

struct LocatorOptions {
  Environment environment;
  exec::ProcessContext processes;  // its cancellation also ends calls to the engine
  const Disk* disk = nullptr;      // must be set; outlives the source
  std::string docker_socket = "/var/run/docker.sock";
  std::string podman_socket = "/run/podman/podman.sock";
};

// Looks for an engine in this order:
//   1. DOCKER_HOST            2. a docker context other than `default`
//   3. /var/run/docker.sock, if it answers
//   4. Podman's socket below $XDG_RUNTIME_DIR or /run, if it answers
//   5. Podman's API service on a socket of its own in a private directory, ended and removed by
//   close(),
//      or by the supervisor.
// What 1 and 2 name has to answer: they are the user's choice.
std::unique_ptr<EngineSource> make_engine_source(LocatorOptions options);

}  // namespace tiltc::images
