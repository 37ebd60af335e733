#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/disk.h"
#include "exec/async.h"
#include "exec/cancel.h"
#include "formats/reference.h"
#include "images/environment.h"
#include "images/process_runner.h"

namespace tiltc::images {

using exec::Async;

// What a registry says of a reference.
struct RemoteManifest {
  std::string digest;  // "sha256:…", of the manifest or of the index
};

// What the client needs; outlives it.
struct RegistryTools {
  const Environment& environment;
  const Disk& disk;
  ProcessRunner& processes;  // for credential helpers
  exec::CancelToken cancel;
};

// Asks registries by the protocol of the OCI Distribution specification, with the user's
// credentials and this machine's settings for each (registry_endpoint.h, credentials.h). Nothing is
// asked before the first find(). Questions may overlap; one executor. Questions that fail in
// passing are asked again (retry.h).
class RegistryClient {
 public:
  explicit RegistryClient(RegistryTools tools);
  ~RegistryClient();

  // The manifest that the reference's digest, or tag, names. No value: the registry has no such
  // image. Costs one HEAD, and one GET a run and registry to see how it wants to be asked.
  //   registry-unreachable, registry-denied, registry-refused, registry-answer-unreadable,
  //   registry-settings, credentials-unreadable, credential-helper-failed, cancelled.
  Async<Result<std::optional<RemoteManifest>>> find(Reference image);

 private:
  class Access;

  Access& access_to(const Reference& image);

  RegistryTools tools_;
  std::map<std::string, std::unique_ptr<Access>> accesses_;  // by domain
};

}  // namespace tiltc::images
