#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/command.h"
#include "base/result.h"
#include "formats/json.h"
#include "graph/compose.h"

namespace tiltc::builtins {

// The user's own Docker Compose: the plugin of `docker`, or `docker-compose`.
struct ComposeProgram {
  std::vector<std::string> argv;  // {"docker", "compose"}
  std::string version;            // "2.20.2"
};

// Where commands run, and how.
struct ComposeContext {
  CommandRunner& commands;
  std::map<std::string, std::string> environment;
  std::string directory;
};

// The first that answers. Error: program-missing.
Result<ComposeProgram> find_compose(const ComposeContext& context);

// Whether `version` comes before major.minor.patch. False for what is no version.
bool is_older(const std::string& version, int major, int minor, int patch);

// The services of a project, dependencies first, as `docker compose config` resolves them. Errors:
// compose-failed, with what Compose said; bad-compose-output.
Result<std::vector<graph::ComposeService>> read_services(const ComposeContext& context,
                                                         const ComposeProgram& program,
                                                         const graph::ComposeProject& project);

// The services in the output of `docker compose config`, dependencies first.
std::vector<graph::ComposeService> services_of(const Json& config);

// What one Compose file names that Compose resolves away: env files of its services, as written.
std::vector<std::string> env_files_of(const Json& file);

// "My_App.v2" as Compose makes a project's name of it: "my_appv2".
std::string compose_project_name(const std::string& text);

}  // namespace tiltc::builtins
