#pragma once

#include <map>
#include <set>
#include <string>

#include "base/disk.h"

namespace tiltc::testkit {

// Files in memory laid over another disk, which is only read: what is written stays in memory.
// Paths are cleaned and absolute.
class OverlayDisk final : public Disk {
 public:
  OverlayDisk(std::map<std::string, std::string> files, const Disk& below)
      : files_(std::move(files)), below_(below) {}

  Result<std::string> read(const std::string& path) const override;
  Status write(const std::string& path, std::string_view content) override;
  Status remove(const std::string& path) override;
  FileKind kind(const std::string& path) const override;
  Result<std::vector<DirectoryEntry>> list(const std::string& path) const override;
  Result<std::string> real_path(const std::string& path) const override;
  Result<FileStamp> stamp(const std::string& path) const override;
  Status make_directory(const std::string&) override { return Done{}; }  // folders are where files lie

 private:
  bool is_removed(const std::string& path) const { return removed_.count(path) > 0; }
  bool is_folder(const std::string& path) const;

  std::map<std::string, std::string> files_;
  std::set<std::string> removed_;
  const Disk& below_;
};

}  // namespace tiltc::testkit
