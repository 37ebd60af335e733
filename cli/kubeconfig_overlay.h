#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/disk.h"
#include "exec/supervisor.h"
#include "images/private_directory.h"
#include "options.h"

namespace tiltc::cli {

// What --context and --namespace say, as a kubeconfig of a few lines that stands before the user's
// own in $KUBECONFIG: so every program that is started sees the same context. The file is gone with
// the object. Credentials are not copied.
class KubeconfigOverlay {
 public:
  // Does nothing without these options. Else sets KUBECONFIG in `environment`. Fails on a context
  // that no kubeconfig has.
  static Result<std::optional<KubeconfigOverlay>> lay(
      const Options& options, std::map<std::string, std::string>& environment, Disk& disk,
      exec::Supervisor& supervisor);

 private:
  explicit KubeconfigOverlay(images::PrivateDirectory directory)
      : directory_(std::move(directory)) {}

  images::PrivateDirectory directory_;
};

}  // namespace tiltc::cli
