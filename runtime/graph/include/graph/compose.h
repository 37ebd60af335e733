#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/source.h"

namespace tiltc::graph {

// docker_compose(): one Compose project, of one or several calls with its name.
struct ComposeProject {
  std::string name;
  std::string directory;           // what its relative paths are seen from
  std::vector<std::string> files;  // absolute; a blob's is a copy in the cache
  std::string env_file;            // "" for the project's own .env
  std::vector<std::string> profiles;
  bool wait = false;  // `docker compose up --wait`
  Span span;          // of its first call
};

// A service of a project, as Compose resolves it.
struct ComposeService {
  std::string service;                  // its name in the Compose files
  std::string image;                    // the reference that it runs; "" when Compose makes one up
  bool has_build = false;               // Compose can build it
  std::vector<std::string> depends_on;  // services of the same project
  std::vector<int> published_ports;     // on this machine, TCP
};

}  // namespace tiltc::graph
