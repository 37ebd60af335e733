#pragma once

#include <string>

#include "base/result.h"
#include "formats/ignore.h"

namespace tiltc::images {

// A digest of the files below a directory of the real file system that are not ignored: their
// paths, kinds, permissions to execute, link targets and contents. Contents are read on all cores.
// Error: build-context-unreadable.
Result<std::string> tree_digest(const std::string& root, const CombinedIgnore& ignore);

// The same for one file. A file that is not there has a digest of its own.
Result<std::string> file_digest(const std::string& path);

}  // namespace tiltc::images
