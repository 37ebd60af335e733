#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "base/source.h"

namespace tiltc {

// What of a kubeconfig tells which cluster is meant. Credentials are not read.
struct KubeConfig {
  struct Context {
    std::string cluster;     // the cluster entry's name
    std::string namespace_;  // "" for none
    std::string user;        // the user entry's name
  };
  std::string current_context;  // "" for none
  std::map<std::string, Context> contexts;

  // Adds what `later`, the next file of $KUBECONFIG, says: of two files that say the same thing,
  // the first counts.
  void merge(const KubeConfig& later);
};

// An empty text is an empty config. Errors have the place as their span.
Result<KubeConfig> read_kubeconfig(const SourcePtr& source);

}  // namespace tiltc
