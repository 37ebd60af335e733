#include "images/naming.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace tiltc::images {
namespace {

constexpr std::size_t kTagDigits = 16;
constexpr std::size_t kMaxMapName = 253;  // of an object in Kubernetes

Error at_image(Error failure, const graph::ImageTarget& target, const RegistryHosts& registry) {
  Diagnostic& diagnostic = failure.diagnostic();
  if (!diagnostic.primary.span) {
    diagnostic.at(target.ref_span ? target.ref_span : target.span, "the name of this image");
  }
  if (!registry.host.empty()) {
    diagnostic.note(
        fmt::format("default_registry() puts `{}` before every image's name", registry.host));
  }
  return failure;
}

std::uint32_t fnv1a(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  return hash;
}

}  // namespace

Result<TaggedRefs> ImageRefs::tagged(std::string_view suffix) const {
  Result<std::string> tag = tag_for(registry, configured, suffix);
  if (!tag.ok()) {
    return std::move(tag).error();
  }
  Result<Reference> here = local.with_tag(*tag);
  Result<Reference> there = cluster.with_tag(*tag);
  if (!here.ok()) {
    return std::move(here).error();
  }
  if (!there.ok()) {
    return std::move(there).error();
  }
  return TaggedRefs{std::move(*here), std::move(*there)};
}

RegistryHosts registry_hosts(const graph::Targets& targets) {
  if (!targets.registry) {
    return {};
  }
  return {targets.registry->host, targets.registry->host_from_cluster,
          targets.registry->single_name};
}

Result<ImageRefs> image_refs(const graph::ImageTarget& target, const RegistryHosts& registry) {
  Result<Reference> configured = Reference::parse(target.ref);
  if (!configured.ok()) {
    return at_image(std::move(configured).error(), target, {});
  }
  Result<Reference> local = local_name(registry, *configured);
  if (!local.ok()) {
    return at_image(std::move(local).error(), target, registry);
  }
  Result<Reference> cluster = cluster_name(registry, *configured);
  if (!cluster.ok()) {
    return at_image(std::move(cluster).error(), target, registry);
  }
  return ImageRefs{std::move(*configured), std::move(*local), std::move(*cluster), registry};
}

Result<std::string> content_tag(std::string_view image_id) {
  const std::string_view hex = image_id.substr(image_id.find(':') + 1);
  const bool digits =
      hex.size() >= kTagDigits && std::all_of(hex.begin(), hex.begin() + kTagDigits, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      });
  if (!digits) {
    return error("digest-too-short",
                 fmt::format("image ID `{}` has no 16 hexadecimal digits to make a tag of",
                             image_id.substr(0, 80)))
        .note("digest too short");
  }
  return fmt::format("tilt-{}", hex.substr(0, kTagDigits));
}

Result<Reference> pinned(const Reference& image, std::string_view digest) {
  return Reference::parse(fmt::format("{}@{}", image.name(), digest));
}

TemporaryTags::TemporaryTags() : run_(std::random_device{}()) {}

std::string TemporaryTags::next(std::int64_t unix_seconds) {
  return fmt::format("tilt-build-{}-{:08x}{:03x}", unix_seconds, run_, count_++);
}

std::string image_map_name(const Reference& configured) {
  std::string name = configured.familiar();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '%'; }, '_');
  if (name.size() > kMaxMapName) {
    const std::string hash = fmt::format("-{:x}", fnv1a(name));
    name = name.substr(0, kMaxMapName - hash.size()) + hash;
  }
  return name;
}

}  // namespace tiltc::images
