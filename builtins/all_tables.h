#pragma once

#include <array>

#include "tables.h"

namespace tiltc::builtins {

// Every family of builtins, in the order of the reference.
inline std::array<Table, 12> all_tables() {
  return {docker_build_table(), custom_build_table(), live_update_table(), k8s_yaml_table(),
          k8s_resource_table(), k8s_kind_table(),     commands_table(),    files_table(),
          encoding_table(),     settings_table(),     system_table(),      flow_table()};
}

}  // namespace tiltc::builtins
