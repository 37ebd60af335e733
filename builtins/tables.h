#pragma once

#include <span>

#include "session.h"
#include "tiltc/builtin.h"

// One table a family of builtins; evaluation.cpp installs them all, reference.cpp prints them.
namespace tiltc::builtins {

using Table = std::span<const BuiltinEntry<Session>>;

Table docker_build_table();
Table custom_build_table();
Table live_update_table();
Table k8s_yaml_table();
Table filter_yaml_table();
Table k8s_resource_table();
Table k8s_kind_table();
Table k8s_custom_deploy_table();
Table naming_table();
Table helm_table();
Table kustomize_table();
Table docker_compose_table();
Table extensions_table();
Table commands_table();
Table local_resource_table();
Table probes_table();
Table files_table();
Table git_repo_table();
Table encoding_table();
Table config_table();
Table contexts_table();
Table settings_table();
Table server_settings_table();
Table feature_settings_table();
Table system_table();
Table flow_table();
Table api_objects_table();
Table api_values_table();

}  // namespace tiltc::builtins
