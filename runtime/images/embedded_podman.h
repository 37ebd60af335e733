#pragma once

#include <memory>
#include <string>

#include "api_engine.h"
#include "base/disk.h"
#include "exec/process.h"
#include "images/environment.h"
#include "images/private_directory.h"

namespace tiltc::images {

// Podman's API service on a private socket, for one run. The socket lies in a directory that only
// we may enter; directory and service are gone after stop(), and the supervisor of the process
// context ends both when this process is killed. While it runs it is asked for a sign of life from
// time to time: it ends by itself when nobody does so for a while.
class EmbeddedPodman {
 public:
  EmbeddedPodman(Environment environment, exec::ProcessContext processes);
  ~EmbeddedPodman();
  EmbeddedPodman(const EmbeddedPodman&) = delete;
  EmbeddedPodman& operator=(const EmbeddedPodman&) = delete;

  // The engine, once it answers. Error: podman-service-failed, with what it said.
  Async<Result<std::unique_ptr<Engine>>> start();

  // Ends the service and waits for its end. Harmless when it was never started.
  Async<void> stop();

 private:
  struct Service;

  Async<Result<std::unique_ptr<Engine>>> wait_for_answer();
  Status make_directories();
  void launch(const exec::Executor& executor);
  Diagnostic failed(std::string_view how) const;

  Environment environment_;
  exec::ProcessContext processes_;
  std::optional<PrivateDirectory> directory_;  // of the socket
  std::optional<PrivateDirectory> scratch_;    // Podman's TMPDIR: it leaves things there
  std::shared_ptr<Service> service_;
  exec::CancelSubscription linked_;  // the run's cancellation also stops the service
};

// Isolation that RUN needs with the embedded service: what $BUILDAH_ISOLATION says, else "chroot"
// for root inside a container, where an OCI runtime may not set up another container; else "", the
// default.
std::string embedded_isolation(const Environment& environment, const Disk& disk);

}  // namespace tiltc::images
