#include "user_directories.h"

#include "base/path.h"

namespace tiltc::cli {

namespace {

std::string absolute_value(const Environment& environment, const char* name) {
  const auto found = environment.find(name);
  return found != environment.end() && is_absolute_path(found->second) ? found->second : "";
}

// The folder that the variable names, or the one below HOME that stands for it.
std::string base_directory(const Environment& environment, const char* variable,
                           const char* below_home) {
  const std::string own = absolute_value(environment, variable);
  const std::string home = absolute_value(environment, "HOME");
  return own.empty() && !home.empty() ? join_path(home, below_home) : own;
}

std::string below(const std::string& base) {
  return base.empty() ? "" : join_path(base, "tiltc");
}

}  // namespace

std::string data_home(const Environment& environment) {
  return base_directory(environment, "XDG_DATA_HOME", ".local/share");
}

std::string cache_directory(const Environment& environment) {
  return below(base_directory(environment, "XDG_CACHE_HOME", ".cache"));
}

std::string state_directory(const std::string& chosen, const std::string& here,
                            const Environment& environment) {
  return chosen.empty() ? below(base_directory(environment, "XDG_STATE_HOME", ".local/state"))
                        : resolve_path(here, chosen);
}

}  // namespace tiltc::cli
