#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiltc {

enum class FileKind { kMissing, kFile, kDirectory, kOther };

struct DirectoryEntry {
  std::string name;
  FileKind kind = FileKind::kMissing;  // of the entry itself, symbolic links followed
};

// What tells a file from the one that stood at its path before: written to, replaced, or given
// another mode. Equal stamps of one process's lifetime mean equal content.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;        // bytes
  std::int64_t modified_ns = 0;  // since 1970
  std::int64_t changed_ns = 0;   // since 1970; of the inode
  std::uint32_t mode = 0;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

// All that the engine asks of a file system. The command line gives it the real one; unit tests one
// in memory. Paths are absolute or relative to the process's directory. Errors name the path and
// the system's reason. Implementations may be called from several threads at once.
class Disk {
 public:
  virtual ~Disk() = default;

  virtual Result<std::string> read(const std::string& path) const = 0;

  // Replaces or creates the file in one step: a reader, or a killed process, never leaves half a
  // file.
  virtual Status write(const std::string& path, std::string_view content) = 0;

  virtual Status remove(const std::string& path) = 0;  // a missing file is no error
  virtual FileKind kind(const std::string& path) const = 0;
  virtual Result<FileStamp> stamp(const std::string& path) const = 0;  // links followed

  // Makes the directory and those above it that are missing, for this user only.
  virtual Status make_directory(const std::string& path) = 0;

  // Entries sorted by name, without `.` and `..`.
  virtual Result<std::vector<DirectoryEntry>> list(const std::string& path) const = 0;

  // The path with symbolic links resolved.
  virtual Result<std::string> real_path(const std::string& path) const = 0;
};

// The process's file system.
class RealDisk : public Disk {
 public:
  Result<std::string> read(const std::string& path) const override;
  Status write(const std::string& path, std::string_view content) override;
  Status remove(const std::string& path) override;
  FileKind kind(const std::string& path) const override;
  Result<FileStamp> stamp(const std::string& path) const override;
  Status make_directory(const std::string& path) override;
  Result<std::vector<DirectoryEntry>> list(const std::string& path) const override;
  Result<std::string> real_path(const std::string& path) const override;
};

}  // namespace tiltc
