#include "kubeconfig_overlay.h"

#include "builtins/kube_context.h"

namespace tiltc::cli {

Result<std::optional<KubeconfigOverlay>> KubeconfigOverlay::lay(
    const Options& options, std::map<std::string, std::string>& environment, Disk& disk,
    exec::Supervisor& supervisor) {
  if (options.kube_context.empty() && options.kube_namespace.empty()) {
    return std::optional<KubeconfigOverlay>();
  }
  const Result<builtins::KubeContext> context = builtins::read_kube_context(
      disk, environment, {options.kube_context, options.kube_namespace});
  if (!context.ok()) {
    return Error(context.error().diagnostic());
  }
  Result<images::PrivateDirectory> directory = images::PrivateDirectory::make(
      images::Environment(environment.begin(), environment.end()), &supervisor);
  if (!directory.ok()) {
    return std::move(directory).error();
  }
  const std::string path = directory->path() + "/kubeconfig";
  if (Status written = disk.write(path, builtins::kubeconfig_of(*context)); !written.ok()) {
    return std::move(written).error();
  }
  const std::string own = builtins::kubeconfig_list(environment);
  environment["KUBECONFIG"] = own.empty() ? path : path + ":" + own;
  return std::optional(KubeconfigOverlay(std::move(*directory)));
}

}  // namespace tiltc::cli
