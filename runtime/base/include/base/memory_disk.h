#pragma once

#include <map>

#include "base/disk.h"

namespace tiltc {

// A file system in memory, for tests: directories exist as soon as a file lies in them.
class MemoryDisk : public Disk {
 public:
  MemoryDisk() = default;
  explicit MemoryDisk(std::map<std::string, std::string> files) : files_(std::move(files)) {}

  Result<std::string> read(const std::string& path) const override;
  Status write(const std::string& path, std::string_view content) override;
  Status remove(const std::string& path) override;
  FileKind kind(const std::string& path) const override;
  Result<FileStamp> stamp(const std::string& path) const override;
  Status make_directory(const std::string& path) override;
  Result<std::vector<DirectoryEntry>> list(const std::string& path) const override;
  Result<std::string> real_path(const std::string& path) const override;

  const std::map<std::string, std::string>& files() const { return files_; }

 private:
  std::map<std::string, std::string> files_;
};

}  // namespace tiltc
