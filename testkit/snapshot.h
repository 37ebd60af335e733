#pragma once

#include <optional>
#include <string>

#include "base/disk.h"
#include "base/result.h"

namespace tiltc::testkit {

enum class SnapshotMode { kCompare, kAccept };

// Compares the text with the file; with kAccept writes it there instead. Nothing: they are the
// same. The diagnostic has the difference, line by line.
std::optional<Diagnostic> check_snapshot(Disk& disk, const std::string& path,
                                         const std::string& text, SnapshotMode mode);

}  // namespace tiltc::testkit
