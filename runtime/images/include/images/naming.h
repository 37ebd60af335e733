#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/reference.h"
#include "formats/registry_name.h"
#include "graph/targets.h"

// What an image is called at each station of its life.
namespace tiltc::images {

// One build of an image, under the name it has here and the name the cluster knows.
struct TaggedRefs {
  Reference local;
  Reference cluster;
};

// The names of one image of a run. A value.
struct ImageRefs {
  Reference configured;  // as the Tiltfile has it, tag included
  Reference local;       // for building and pushing; neither tag nor digest
  Reference cluster;     // for YAML; neither tag nor digest
  RegistryHosts registry;

  // Both names with the tag that `suffix` becomes; default_registry(single_name=) puts the image's
  // own name before it.
  Result<TaggedRefs> tagged(std::string_view suffix) const;
};

// Registry of a run; without a host when there was no default_registry().
RegistryHosts registry_hosts(const graph::Targets& targets);

// Fails when the registry makes an impossible name of it; the error points at the image.
Result<ImageRefs> image_refs(const graph::ImageTarget& target, const RegistryHosts& registry);

// "tilt-" and the first 16 hex digits of an image ID. The same content has the same tag.
Result<std::string> content_tag(std::string_view image_id);

// The same name with `digest` in place of tag and digest. Fails when `digest` is none.
Result<Reference> pinned(const Reference& image, std::string_view digest);

// Makes the tags that images have while they are built: `tilt-build-<unix seconds>-<unique>`. No
// two are equal, in this run or another. One thread.
class TemporaryTags {
 public:
  TemporaryTags();                                          // of a random run
  explicit TemporaryTags(std::uint32_t run) : run_(run) {}  // for tests

  std::string next(std::int64_t unix_seconds);

 private:
  std::uint32_t run_;
  std::uint32_t count_ = 0;
};

// What TILT_IMAGE_MAP_<i> calls an image: its familiar name without `/` and `%`, at most 253
// characters.
std::string image_map_name(const Reference& configured);

}  // namespace tiltc::images
