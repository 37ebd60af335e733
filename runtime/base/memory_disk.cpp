#include "base/memory_disk.h"

#include <fmt/format.h>

#include <functional>

namespace tiltc {

namespace {

Diagnostic missing(std::string_view what, const std::string& path) {
  return error("unreadable-file",
               fmt::format("cannot {} {}: No such file or directory", what, path));
}

std::string as_directory(const std::string& path) {
  return path.ends_with('/') ? path : path + "/";
}

}  // namespace

Result<std::string> MemoryDisk::read(const std::string& path) const {
  const auto found = files_.find(path);
  if (found != files_.end()) {
    return found->second;
  }
  if (kind(path) == FileKind::kDirectory) {
    return error("unreadable-file", fmt::format("cannot read {}: Is a directory", path));
  }
  return missing("read", path);
}

Status MemoryDisk::write(const std::string& path, std::string_view content) {
  files_[path] = content;
  return Done{};
}

Status MemoryDisk::remove(const std::string& path) {
  files_.erase(path);
  return Done{};
}

FileKind MemoryDisk::kind(const std::string& path) const {
  if (files_.contains(path)) {
    return FileKind::kFile;
  }
  const std::string prefix = as_directory(path);
  const auto first = files_.lower_bound(prefix);
  return first != files_.end() && first->first.starts_with(prefix) ? FileKind::kDirectory
                                                                   : FileKind::kMissing;
}

// Content stands in for the times of a real file.
Result<FileStamp> MemoryDisk::stamp(const std::string& path) const {
  const auto found = files_.find(path);
  if (found == files_.end()) {
    return missing("inspect", path);
  }
  FileStamp stamp;
  stamp.size = found->second.size();
  stamp.modified_ns = static_cast<std::int64_t>(std::hash<std::string>()(found->second));
  return stamp;
}

Status MemoryDisk::make_directory(const std::string&) {
  return Done{};
}

Result<std::vector<DirectoryEntry>> MemoryDisk::list(const std::string& path) const {
  const std::string prefix = as_directory(path);
  std::vector<DirectoryEntry> entries;
  for (auto file = files_.lower_bound(prefix);
       file != files_.end() && file->first.starts_with(prefix); ++file) {
    const std::string rest = file->first.substr(prefix.size());
    const std::size_t slash = rest.find('/');
    DirectoryEntry entry{rest.substr(0, slash),
                         slash == std::string::npos ? FileKind::kFile : FileKind::kDirectory};
    if (entries.empty() || entries.back().name != entry.name) {
      entries.push_back(std::move(entry));
    }
  }
  if (entries.empty()) {
    return missing("list", path);
  }
  return entries;
}

Result<std::string> MemoryDisk::real_path(const std::string& path) const {
  if (kind(path) == FileKind::kMissing) {
    return missing("resolve", path);
  }
  return path;
}

}  // namespace tiltc
