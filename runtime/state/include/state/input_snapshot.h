#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/disk.h"

namespace tiltc::state {

// The files and folders that the output of a command depends on, as they were at one moment.
struct InputSnapshot {
  std::string content;  // SHA-256 over names, kinds and bytes
  std::string stamps;   // SHA-256 over FileStamps: differs also when bytes changed and changed back
  friend bool operator==(const InputSnapshot&, const InputSnapshot&) = default;
};

// Reads all that lies at and below `paths`, in their order; what is missing counts as such. Nothing
// when that is no sound base for keeping an answer: something can't be read, or is neither file nor
// folder, or it is more than 100 folders deep, 100,000 entries or 256 MB.
std::optional<InputSnapshot> take_snapshot(const Disk& disk, std::span<const std::string> paths);

}  // namespace tiltc::state
