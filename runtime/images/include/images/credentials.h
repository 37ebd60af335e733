#pragma once

#include <optional>

#include "base/disk.h"
#include "formats/reference.h"
#include "images/engine.h"
#include "images/environment.h"
#include "images/process_runner.h"

namespace tiltc::images {

struct CredentialSources {
  EngineKind engine = EngineKind::kDocker;  // whose files are asked first
  const Environment& environment;
  const Disk& disk;
  ProcessRunner& processes;  // for credential helpers
};

// What Docker's config.json ($DOCKER_CONFIG, ~/.docker) and Podman's auth.json
// ($REGISTRY_AUTH_FILE, $XDG_RUNTIME_DIR/containers, ~/.config/containers) know about the registry
// of `image`: `credHelpers`, `credsStore`, `auths`. No value: nothing, which suffices for open
// registries. A file that cannot be read or a helper that fails is an error
// (credentials-unreadable, credential-helper-failed); no error contains anything of a secret.
Async<Result<std::optional<Credentials>>> find_credentials(Reference image,
                                                           CredentialSources sources);

// The value of the header X-Registry-Auth.
std::string registry_auth_header(const std::optional<Credentials>& credentials);

// The value of X-Registry-Config, with which a build pulls its base images.
std::string registry_config_header(const std::vector<Credentials>& credentials);

}  // namespace tiltc::images
