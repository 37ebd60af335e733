#include "overlay_disk.h"

#include <fmt/format.h>

#include <functional>

#include "base/path.h"

namespace tiltc::testkit {

namespace {

Diagnostic no_such_file(const std::string& path) {
  return error("no-such-file", fmt::format("there is no file {}", path));
}

}  // namespace

bool OverlayDisk::is_folder(const std::string& path) const {
  const std::string prefix = path == "/" ? path : path + "/";
  const auto found = files_.lower_bound(prefix);
  return found != files_.end() && found->first.starts_with(prefix);
}

Result<std::string> OverlayDisk::read(const std::string& path) const {
  const auto found = files_.find(path);
  if (found != files_.end()) {
    return found->second;
  }
  if (is_removed(path)) {
    return no_such_file(path);
  }
  return below_.read(path);
}

Status OverlayDisk::write(const std::string& path, std::string_view content) {
  files_.insert_or_assign(path, std::string(content));
  return Done{};
}

Status OverlayDisk::remove(const std::string& path) {
  files_.erase(path);
  removed_.insert(path);
  return Done{};
}

FileKind OverlayDisk::kind(const std::string& path) const {
  if (files_.count(path) > 0) {
    return FileKind::kFile;
  }
  if (is_folder(path)) {
    return FileKind::kDirectory;
  }
  return is_removed(path) ? FileKind::kMissing : below_.kind(path);
}

Result<std::vector<DirectoryEntry>> OverlayDisk::list(const std::string& path) const {
  std::map<std::string, FileKind> kinds;
  Result<std::vector<DirectoryEntry>> real = below_.list(path);
  if (!real.ok() && !is_folder(path)) {
    return real;
  }
  if (real.ok()) {
    for (const DirectoryEntry& entry : *real) {
      if (!is_removed(join_path(path, entry.name))) {
        kinds.emplace(entry.name, entry.kind);
      }
    }
  }
  const std::string prefix = path == "/" ? path : path + "/";
  for (auto file = files_.lower_bound(prefix);
       file != files_.end() && file->first.starts_with(prefix); ++file) {
    const std::string rest = file->first.substr(prefix.size());
    const std::size_t slash = rest.find('/');
    kinds.insert_or_assign(rest.substr(0, slash),
                           slash == rest.npos ? FileKind::kFile : FileKind::kDirectory);
  }
  std::vector<DirectoryEntry> entries;
  for (const auto& [name, kind] : kinds) {
    entries.push_back({name, kind});
  }
  return entries;
}

// Content stands in for the times of a real file.
Result<FileStamp> OverlayDisk::stamp(const std::string& path) const {
  const auto found = files_.find(path);
  if (found == files_.end()) {
    return is_removed(path) ? Result<FileStamp>(no_such_file(path)) : below_.stamp(path);
  }
  FileStamp stamp;
  stamp.size = found->second.size();
  stamp.modified_ns = static_cast<std::int64_t>(std::hash<std::string>()(found->second));
  return stamp;
}

Result<std::string> OverlayDisk::real_path(const std::string& path) const {
  if (files_.count(path) > 0 || is_folder(path)) {
    return path;
  }
  return is_removed(path) ? Result<std::string>(no_such_file(path)) : below_.real_path(path);
}

}  // namespace tiltc::testkit
