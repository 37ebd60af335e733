#pragma once

namespace tiltc::exec {

// Removes a file, or a directory with all below it; follows no symbolic link; a missing path is
// well. Async-signal-safe. Gives up below 128 levels.
void remove_tree(const char* path);

}  // namespace tiltc::exec
