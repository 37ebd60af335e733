#pragma once

#include <array>

#include "tables.h"

namespace tiltc::builtins {

// Every family of builtins, in the order of the reference.
inline auto all_tables() {
  return std::array{
      docker_build_table(),
      custom_build_table(),
      live_update_table(),
      k8s_yaml_table(),
      filter_yaml_table(),
      k8s_resource_table(),
      k8s_kind_table(),
      k8s_custom_deploy_table(),
      naming_table(),
      helm_table(),
      kustomize_table(),
      docker_compose_table(),
      commands_table(),
      local_resource_table(),
      probes_table(),
      files_table(),
      git_repo_table(),
      encoding_table(),
      config_table(),
      contexts_table(),
      settings_table(),
      server_settings_table(),
      feature_settings_table(),
      system_table(),
      flow_table(),
      api_objects_table(),
      api_values_table(),
      extensions_table(),
  };
}

}  // namespace tiltc::builtins
