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

// The address of the docker context in use, other than `default`; no value when there is none.
// Errors: docker-context-unknown, engine-address-unsupported (the context wants TLS).
Result<std::optional<std::string>> docker_context_address(const Disk& disk,
                                                          const Environment& environment);

}  // namespace tiltc::images
