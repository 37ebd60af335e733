#pragma once

#include <map>
#include <string>

#include "base/disk.h"
#include "base/result.h"
#include "builtins/evaluation.h"

namespace tiltc::builtins {

// The Kubernetes context that a run is about, as the user's kubeconfig tells it.
struct KubeContext {
  std::string name;  // "" when there is none
  std::string cluster;
  std::string namespace_ = "default";

  // Whether the cluster is one for development on this machine, by the names that the tools which
  // make such clusters give them. The address of the server says nothing: tunnels are local, too.
  bool is_local() const;
};

// Reads the files of $KUBECONFIG, or ~/.kube/config. Missing files are left out. Fails on a file
// that can't be read, and on a chosen context that no file has.
Result<KubeContext> read_kube_context(const Disk& disk,
                                      const std::map<std::string, std::string>& environment,
                                      const KubeContextChoice& choice);

}  // namespace tiltc::builtins
