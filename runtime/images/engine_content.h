#pragma once

#include <string>

#include "formats/json.h"

namespace tiltc::images {

// Whether an engine's API has reached `minor` of version 1: "1.48" has reached 39.
bool has_api(const std::string& api_version, int minor);

// The API that tells an image's manifests one by one.
inline constexpr int kManifestsApi = 48;

// The digest that the content tag of the image `id` is made of, from the engine's description with
// manifests. An engine that keeps images as registries do (containerd's store, Docker 29's default)
// has for an ID the digest of an index, of which attestations with the time of the build are part:
// the same image, built anew from the cache, has another ID. So what counts are the manifests of
// the index that are images. Any other engine's ID is the content already.
std::string content_digest(const std::string& id, const Json& description);

}  // namespace tiltc::images
