#include "base/disk.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

namespace tiltc {

namespace {

Diagnostic system_error(std::string_view code, std::string_view what, const std::string& path,
                        int reason) {
  return error(code, fmt::format("cannot {} {}: {}", what, path, std::strerror(reason)));
}

FileKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) {
    return FileKind::kFile;
  }
  return S_ISDIR(mode) ? FileKind::kDirectory : FileKind::kOther;
}

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  int get() const { return number_; }

 private:
  int number_;
};

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      return false;
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<std::string> RealDisk::read(const std::string& path) const {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info {};
  if (file.get() < 0 || ::fstat(file.get(), &info) != 0) {
    return system_error("unreadable-file", "read", path, errno);
  }
  if (S_ISDIR(info.st_mode)) {
    return system_error("unreadable-file", "read", path, EISDIR);
  }
  std::string content;
  // The size is a hint only: /proc files and pipes report none.
  content.resize(static_cast<std::size_t>(std::max<off_t>(info.st_size, 0)) + 1);
  std::size_t used = 0;
  for (;;) {
    if (used == content.size()) {
      content.resize(content.size() * 2);
    }
    const ssize_t got = ::read(file.get(), content.data() + used, content.size() - used);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return system_error("unreadable-file", "read", path, errno);
    }
    if (got == 0) {
      content.resize(used);
      return content;
    }
    used += static_cast<std::size_t>(got);
  }
}

Status RealDisk::write(const std::string& path, std::string_view content) {
  // A symbolic link keeps pointing where it did: the file behind it is replaced.
  std::string target = path;
  if (auto real = real_path(path); real.ok()) {
    target = *real;
  }
  struct stat existing {};
  const bool exists = ::stat(target.c_str(), &existing) == 0;
  if (exists && !S_ISREG(existing.st_mode)) {
    if (S_ISDIR(existing.st_mode)) {
      return system_error("unwritable-file", "write", path, EISDIR);
    }
    // Nothing half-written can stay behind in a pipe or a device.
    const Descriptor device(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
    if (device.get() < 0 || !write_all(device.get(), content)) {
      return system_error("unwritable-file", "write", path, errno);
    }
    return Done{};
  }
  std::string temporary = target + ".XXXXXX";
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (file.get() < 0) {
    return system_error("unwritable-file", "write", path, errno);
  }
  // mkostemp gives 0600; a new file gets what the umask leaves of 0666.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  const mode_t mode = exists ? existing.st_mode & 07777U : 0666U & ~mask;
  if (!write_all(file.get(), content) || ::fchmod(file.get(), mode) != 0 ||
      ::fsync(file.get()) != 0 || ::rename(temporary.c_str(), target.c_str()) != 0) {
    const int reason = errno;
    ::unlink(temporary.c_str());
    return system_error("unwritable-file", "write", path, reason);
  }
  return Done{};
}

Status RealDisk::remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    return system_error("unremovable-file", "remove", path, errno);
  }
  return Done{};
}

FileKind RealDisk::kind(const std::string& path) const {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? kind_of(info.st_mode) : FileKind::kMissing;
}

Result<FileStamp> RealDisk::stamp(const std::string& path) const {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    return system_error("unreadable-file", "inspect", path, errno);
  }
  FileStamp stamp;
  stamp.device = info.st_dev;
  stamp.inode = info.st_ino;
  stamp.size = static_cast<std::uint64_t>(info.st_size);
  stamp.modified_ns = nanoseconds(info.st_mtim);
  stamp.changed_ns = nanoseconds(info.st_ctim);
  stamp.mode = info.st_mode;
  return stamp;
}

Status RealDisk::make_directory(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) {
      return system_error("unwritable-directory", "make", part, errno);
    }
    if (end == std::string::npos) {
      break;
    }
  }
  if (kind(path) != FileKind::kDirectory) {
    return system_error("unwritable-directory", "make", path, ENOTDIR);
  }
  return Done{};
}

Result<std::vector<DirectoryEntry>> RealDisk::list(const std::string& path) const {
  std::error_code failure;
  std::filesystem::directory_iterator walk(path, failure);
  if (failure) {
    return system_error("unreadable-directory", "list", path, failure.value());
  }
  std::vector<DirectoryEntry> entries;
  for (; walk != std::filesystem::directory_iterator(); walk.increment(failure)) {
    if (failure) {
      return system_error("unreadable-directory", "list", path, failure.value());
    }
    DirectoryEntry entry;
    entry.name = walk->path().filename().string();
    std::error_code ignored;
    // directory_entry knows plain kinds from readdir without a stat.
    if (walk->is_regular_file(ignored)) {
      entry.kind = FileKind::kFile;
    } else if (walk->is_directory(ignored)) {
      entry.kind = FileKind::kDirectory;
    } else {
      entry.kind = walk->exists(ignored) ? FileKind::kOther : FileKind::kMissing;
    }
    entries.push_back(std::move(entry));
  }
  std::sort(entries.begin(), entries.end(),
            [](const DirectoryEntry& a, const DirectoryEntry& b) { return a.name < b.name; });
  return entries;
}

Result<std::string> RealDisk::real_path(const std::string& path) const {
  const std::unique_ptr<char, decltype(&std::free)> resolved(::realpath(path.c_str(), nullptr),
                                                             &std::free);
  if (!resolved) {
    return system_error("unresolvable-path", "resolve", path, errno);
  }
  return std::string(resolved.get());
}

}  // namespace tiltc
