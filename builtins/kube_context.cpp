#include "builtins/kube_context.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/path.h"
#include "base/text.h"
#include "formats/kubeconfig.h"

namespace tiltc::builtins {

namespace {

Result<KubeConfig> read_kubeconfigs(const Disk& disk, const std::string& list) {
  KubeConfig all;
  for (const std::string& path : split(list, ':')) {
    if (path.empty() || disk.kind(path) == FileKind::kMissing) {
      continue;
    }
    Result<std::string> text = disk.read(path);
    if (!text.ok()) {
      return std::move(text).error();
    }
    Result<KubeConfig> config = read_kubeconfig(std::make_shared<Source>(path, std::move(*text)));
    if (!config.ok()) {
      return config;
    }
    all.merge(*config);
  }
  return all;
}

Diagnostic unknown_context(const KubeConfig& config, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& [known, context] : config.contexts) {
    names.push_back(known);
  }
  Diagnostic wrong =
      error("unknown-context", fmt::format("there is no Kubernetes context {}", json_quote(name)));
  wrong.note(names.empty() ? "the kubeconfig has no contexts"
                           : "contexts are " + join(names, ", "));
  const std::vector<std::string> near = closest_names(name, names);
  return near.empty() ? wrong : wrong.with_help(fmt::format("did you mean `{}`?", near.front()));
}

}  // namespace

bool KubeContext::is_local() const {
  constexpr std::array kNames{"kind",
                              "minikube",
                              "docker-desktop",
                              "colima",
                              "rancher-desktop",
                              "orbstack",
                              "microk8s-cluster",
                              "docker-for-desktop-cluster",
                              "api-crc-testing:6443"};
  constexpr std::array kPrefixes{"kind-", "k3d-", "colima-", "krucible-"};
  return name == "minikube" ||
         std::any_of(kNames.begin(), kNames.end(),
                     [this](std::string_view known) { return cluster == known; }) ||
         std::any_of(kPrefixes.begin(), kPrefixes.end(), [this](std::string_view prefix) {
           return std::string_view(cluster).starts_with(prefix);
         });
}

Result<KubeContext> read_kube_context(const Disk& disk,
                                      const std::map<std::string, std::string>& environment,
                                      const KubeContextChoice& choice) {
  const Result<KubeConfig> config = read_kubeconfigs(disk, kubeconfig_list(environment));
  if (!config.ok()) {
    return Error(config.error().diagnostic());
  }
  KubeContext context;
  context.name = choice.context.empty() ? config->current_context : choice.context;
  const auto entry = config->contexts.find(context.name);
  if (entry != config->contexts.end()) {
    context.cluster = entry->second.cluster;
    context.user = entry->second.user;
    if (!entry->second.namespace_.empty()) {
      context.namespace_ = entry->second.namespace_;
    }
  } else if (!choice.context.empty()) {
    return unknown_context(*config, choice.context);
  }
  if (!choice.namespace_.empty()) {
    context.namespace_ = choice.namespace_;
  }
  return context;
}

std::string kubeconfig_of(const KubeContext& context) {
  return fmt::format(
      "apiVersion: v1\nkind: Config\ncurrent-context: {0}\ncontexts:\n- name: {0}\n"
      "  context: {{cluster: {1}, user: {2}, namespace: {3}}}\n",
      json_quote(context.name), json_quote(context.cluster), json_quote(context.user),
      json_quote(context.namespace_));
}

std::string kubeconfig_list(const std::map<std::string, std::string>& environment) {
  const auto list = environment.find("KUBECONFIG");
  if (list != environment.end() && !list->second.empty()) {
    return list->second;
  }
  const auto home = environment.find("HOME");
  return home == environment.end() ? "" : join_path(home->second, ".kube/config");
}

}  // namespace tiltc::builtins
