#pragma once

#include <map>
#include <string>

#include "base/disk.h"
#include "base/result.h"

namespace tiltc::builtins {

// The Kubernetes context that a run is about, as the user's kubeconfig tells it.
struct KubeContext {
  std::string name;  // "" when there is none
  std::string cluster, user;
  std::string namespace_ = "default";

  // Whether the cluster is one for development on this machine, by the names that the tools which
  // make such clusters give them. The address of the server says nothing: tunnels are local, too.
  bool is_local() const;
};

// What the command line says instead of the kubeconfig; "" for nothing.
struct KubeContextChoice {
  std::string context;
  std::string namespace_;
};

// Reads the files of $KUBECONFIG, or ~/.kube/config. Missing files are left out. Fails on a file
// that can't be read, and on a chosen context that no file has.
Result<KubeContext> read_kube_context(const Disk& disk,
                                      const std::map<std::string, std::string>& environment,
                                      const KubeContextChoice& choice = {});

// A kubeconfig that makes `context` the current one where it stands before others in $KUBECONFIG.
std::string kubeconfig_of(const KubeContext& context);

// The files that say which context is current: $KUBECONFIG, else the one of the home folder; joined
// by `:`, as in $KUBECONFIG.
std::string kubeconfig_list(const std::map<std::string, std::string>& environment);

}  // namespace tiltc::builtins
