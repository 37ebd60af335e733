#include "formats/registry_name.h"

#include <fmt/format.h>

#include <utility>

#include "quoting.h"

namespace tiltc {
namespace {

// One component of a name out of a whole name.
std::string escaped(std::string_view name) {
  std::string component(name);
  for (char& c : component) {
    if (c == '/' || c == ':' || c == '@') {
      c = '_';
    }
  }
  return component;
}

// The test for "is under the registry already" is per host, so one image may keep its name here and
// be renamed in the cluster. That follows Tilt: the two hosts may well be two registries.
std::string rewritten_name(std::string_view host, const RegistryHosts& registry,
                           const std::string& name) {
  if (name.starts_with(std::string(host) + "/")) {
    return name;
  }
  const std::string& below = registry.single_name.empty() ? escaped(name) : registry.single_name;
  return fmt::format("{}/{}", host, below);
}

Result<Reference> rewritten(std::string_view host, const RegistryHosts& registry,
                            const Reference& configured) {
  if (registry.host.empty()) {
    return configured.name_only();
  }
  const std::string name = rewritten_name(host, registry, configured.familiar_name());
  auto reference = Reference::parse_canonical(name);
  if (reference && reference->tag().empty() && reference->digest().empty()) {
    return reference;
  }
  Diagnostic diagnostic =
      error("bad-registry-name",
            fmt::format("{} in the registry {} would be {}, which is no name",
                        shown(configured.familiar_name()), shown(host), shown(name)));
  if (!reference) {
    diagnostic.note(reference.error().diagnostic().message);
  }
  return diagnostic;
}

std::string_view cluster_host(const RegistryHosts& registry) {
  return registry.host_from_cluster.empty() ? registry.host : registry.host_from_cluster;
}

}  // namespace

Status validate_registry_host(std::string_view parameter, std::string_view host) {
  const auto probe = Reference::parse_canonical(std::string(host) + "/fake");
  if (probe) {
    return Done{};
  }
  return error("bad-registry-host",
               fmt::format("default_registry can't use {} as `{}`", shown(host), parameter))
      .note(probe.error().diagnostic().message)
      .with_help("a registry is a host, and perhaps a path: `localhost:5000`, `gcr.io/team`");
}

Result<Reference> local_name(const RegistryHosts& registry, const Reference& configured) {
  return rewritten(registry.host, registry, configured);
}

Result<Reference> cluster_name(const RegistryHosts& registry, const Reference& configured) {
  return rewritten(cluster_host(registry), registry, configured);
}

// The prefix is there even for an image that kept its own name under the host: that follows Tilt.
Result<std::string> tag_for(const RegistryHosts& registry, const Reference& configured,
                            std::string_view suffix) {
  std::string tag(suffix);
  if (!registry.host.empty() && !registry.single_name.empty()) {
    const std::string name = configured.familiar_name();
    tag = fmt::format("{}-{}", escaped(name.substr(name.rfind('/') + 1)), suffix);
  }
  if (!is_valid_tag(tag)) {
    return error("bad-image-tag",
                 fmt::format("{} can't be tagged {}", shown(configured.familiar()), shown(tag)))
        .note("a tag is up to 128 letters, digits, `_`, `.` and `-`");
  }
  return tag;
}

Result<Reference> as_seen_from_cluster(const RegistryHosts& registry, const Reference& local) {
  if (registry.host.empty() || registry.host_from_cluster.empty()) {
    return local;
  }
  std::string text = local.normalized();
  const auto at = local.name().find(registry.host);
  if (at != std::string::npos) {
    text.replace(at, registry.host.size(), registry.host_from_cluster);
  }
  return Reference::parse(text);
}

}  // namespace tiltc
