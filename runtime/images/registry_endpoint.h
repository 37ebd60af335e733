#pragma once

#include <string>
#include <vector>

#include "base/disk.h"
#include "http_client.h"
#include "images/environment.h"

namespace tiltc::images {

// The ways to a registry, in the order in which they are tried.
struct RegistryEndpoint {
  std::string domain;  // as references have it: "docker.io", "localhost:5000"
  std::vector<HttpAddress> addresses;
};

// Reads what this machine's configuration says of a registry:
//   - authorities and client certificates: /etc/docker/certs.d/DOMAIN, the same below
//     /etc/containers and ~/.config/containers; beside the system's authorities;
//   - plain HTTP and unproven certificates: `insecure-registries` of /etc/docker/daemon.json and
//     `insecure` of registries.conf. A registry on this machine may use plain HTTP by itself;
//   - proxies: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in upper or lower case.
// Errors: registry-settings, tls-settings.
Result<RegistryEndpoint> registry_endpoint(const std::string& domain, const Disk& disk,
                                           const Environment& environment);

// The proxy for requests to `host`; no value for none, and for hosts of this machine. Error:
// registry-settings, without what the variable holds.
Result<std::optional<HttpProxy>> proxy_for(std::string_view scheme, const std::string& host,
                                           const Environment& environment);

// Whether /etc/docker/daemon.json or registries.conf calls the registry insecure. What cannot be
// read says nothing.
bool is_insecure_registry(const std::string& domain, const Disk& disk,
                          const Environment& environment);

}  // namespace tiltc::images
