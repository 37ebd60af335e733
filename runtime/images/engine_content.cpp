#include "engine_content.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/sha256.h"
#include "base/text.h"

namespace tiltc::images {

bool has_api(const std::string& api_version, int minor) {
  const std::size_t dot = api_version.find('.');
  if (dot == std::string::npos) {
    return false;
  }
  const int major = std::atoi(api_version.substr(0, dot).c_str());
  return major > 1 || (major == 1 && std::atoi(api_version.substr(dot + 1).c_str()) >= minor);
}

std::string content_digest(const std::string& id, const Json& description) {
  const Json* manifests = description.find("Manifests");
  const auto* list = manifests == nullptr ? nullptr : manifests->get<Json::Array>();
  std::vector<std::string> digests;
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const std::string digest((*list)[i].string_at("ID"));
    if ((*list)[i].string_at("Kind") == "image" && !digest.empty()) {
      digests.push_back(digest);
    }
  }
  if (digests.empty()) {
    return id;
  }
  std::sort(digests.begin(), digests.end());
  return digests.size() == 1 ? digests.front() : "sha256:" + sha256_hex(join(digests, "\n"));
}

}  // namespace tiltc::images
