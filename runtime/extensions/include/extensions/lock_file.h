#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/disk.h"
#include "base/result.h"

namespace tiltc::extensions {

// What `tiltc.lock` says of one repository: at this ref it had this commit, and that this tree.
struct LockedRepository {
  std::string url;
  std::string ref;  // as the Tiltfile has it; "" is the default branch
  std::string commit;
  std::string tree;
  friend bool operator==(const LockedRepository&, const LockedRepository&) = default;
};

// The repositories of the lock file; nothing when there is no such file. Error: bad-lock-file.
Result<std::optional<std::vector<LockedRepository>>> read_lock(const Disk& disk,
                                                               const std::string& path);

std::string lock_text(const std::vector<LockedRepository>& repositories);

}  // namespace tiltc::extensions
