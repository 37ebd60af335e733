#include "state/input_snapshot.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/path.h"
#include "state/field_digest.h"

namespace tiltc::state {

namespace {

constexpr std::size_t kMaxBytes = std::size_t{256} << 20;
constexpr std::size_t kMaxDepth = 100;
constexpr std::size_t kMaxEntries = 100'000;

class Snapshot {
 public:
  explicit Snapshot(const Disk& disk) : disk_(disk) {}

  // False when the answer must not be kept.
  bool add(const std::string& path, std::size_t depth) {
    if (++entries_ > kMaxEntries) {
      return false;
    }
    content_.field(path);
    switch (disk_.kind(path)) {
      case FileKind::kMissing:
        content_.field("missing");
        return true;
      case FileKind::kFile:
        return add_file(path);
      case FileKind::kDirectory:
        return depth < kMaxDepth && add_directory(path, depth);
      case FileKind::kOther:
        break;
    }
    return false;
  }

  InputSnapshot finish() { return {content_.finish(), stamps_.finish()}; }

 private:
  bool add_file(const std::string& path) {
    const Result<FileStamp> stamp = disk_.stamp(path);
    const Result<std::string> text = disk_.read(path);
    if (!stamp.ok() || !text.ok()) {
      return false;
    }
    bytes_ += text->size();
    content_.field("file");
    content_.field(*text);
    for (const std::uint64_t part :
         {stamp->device, stamp->inode, stamp->size, static_cast<std::uint64_t>(stamp->modified_ns),
          static_cast<std::uint64_t>(stamp->changed_ns), std::uint64_t{stamp->mode}}) {
      stamps_.field(std::to_string(part));
    }
    return bytes_ <= kMaxBytes;
  }

  bool add_directory(const std::string& path, std::size_t depth) {
    const Result<std::vector<DirectoryEntry>> entries = disk_.list(path);
    if (!entries.ok()) {
      return false;
    }
    const Result<FileStamp> stamp = disk_.stamp(path);
    const std::pair identity = stamp.ok() ? std::pair(stamp->device, stamp->inode)
                                          : std::pair<std::uint64_t, std::uint64_t>();
    if (stamp.ok() && std::find(above_.begin(), above_.end(), identity) != above_.end()) {
      return false;  // a link leads back to a folder that it lies in
    }
    above_.push_back(identity);
    const bool good = add_entries(path, *entries, depth);
    above_.pop_back();
    return good;
  }

  bool add_entries(const std::string& path, const std::vector<DirectoryEntry>& entries,
                   std::size_t depth) {
    content_.field("folder");
    content_.field(std::to_string(entries.size()));
    for (const DirectoryEntry& entry : entries) {
      if (!add(join_path(path, entry.name), depth + 1)) {
        return false;
      }
    }
    return true;
  }

  const Disk& disk_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> above_;  // device and inode of folders
  FieldDigest content_, stamps_;
  std::size_t bytes_ = 0, entries_ = 0;
};

}  // namespace

std::optional<InputSnapshot> take_snapshot(const Disk& disk, std::span<const std::string> paths) {
  Snapshot snapshot(disk);
  for (const std::string& path : paths) {
    if (!snapshot.add(path, 0)) {
      return std::nullopt;
    }
  }
  return snapshot.finish();
}

}  // namespace tiltc::state
