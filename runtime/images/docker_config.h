#pragma once

#include <optional>
#include <string>

#include "base/disk.h"
#include "formats/json.h"
#include "images/environment.h"

namespace tiltc::images {

// $DOCKER_CONFIG, or ~/.docker; "" without a home.
std::string docker_config_directory(const Environment& environment);

// The JSON object in a file of the user's. No value when there is no such file. Errors
// (credentials-unreadable) name the file and the place in it, and nothing that stands there.
Result<std::optional<Json>> read_user_json(const Disk& disk, const std::string& path);

struct DockerContext {
  std::string name;
  std::string host;           // its address, as in DOCKER_HOST
  std::string tls_directory;  // of ca.pem, cert.pem and key.pem; "" for none
  bool skips_verification = false;
};

// The docker context in use, other than `default`; no value when there is none. Error:
// docker-context-unknown.
Result<std::optional<DockerContext>> docker_context(const Disk& disk,
                                                    const Environment& environment);

}  // namespace tiltc::images
