#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/reference.h"

namespace tiltc {

// Where images go, as default_registry() said. An empty `host` means that there is no registry.
struct RegistryHosts {
  std::string host;               // as seen from this machine: "localhost:5005", "gcr.io/team"
  std::string host_from_cluster;  // as seen from the cluster; "" is the same as host
  std::string single_name;        // "" gives every image a name of its own
};

// Whether names can be made with this host; `parameter` names it in the error.
Status validate_registry_host(std::string_view parameter, std::string_view host);

// What the image is called when built, tagged and pushed from here. Neither tag nor digest.
Result<Reference> local_name(const RegistryHosts& registry, const Reference& configured);

// What the cluster pulls it as. Neither tag nor digest.
Result<Reference> cluster_name(const RegistryHosts& registry, const Reference& configured);

// The tag that `suffix` becomes. With single_name, images are told apart by a prefix: "api-" +
// suffix.
Result<std::string> tag_for(const RegistryHosts& registry, const Reference& configured,
                            std::string_view suffix);

// A reference that the user's command chose, as the cluster sees it: the first occurrence of the
// host in the name gives way to the host as seen from the cluster; tag and digest stay.
Result<Reference> as_seen_from_cluster(const RegistryHosts& registry, const Reference& local);

}  // namespace tiltc
