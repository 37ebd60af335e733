#include "loader.h"

#include "base/path.h"

namespace tiltc::testkit {

Result<std::string> DiskLoader::resolve(std::string_view path, std::string_view from) {
  return resolve_path(directory_name(from), path);
}

Result<SourcePtr> DiskLoader::read(const std::string& key) {
  Result<std::string> text = disk_.read(key);
  if (!text.ok()) {
    return std::move(text.error());
  }
  return SourcePtr(std::make_shared<Source>(key, std::move(*text)));
}

}  // namespace tiltc::testkit
