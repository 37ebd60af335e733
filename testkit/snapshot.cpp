#include "snapshot.h"

#include <fmt/format.h>

#include "base/line_diff.h"
#include "base/text.h"

namespace tiltc::testkit {

std::optional<Diagnostic> check_snapshot(Disk& disk, const std::string& path,
                                         const std::string& text, SnapshotMode mode) {
  const bool exists = disk.kind(path) == FileKind::kFile;
  const Result<std::string> accepted =
      exists ? disk.read(path) : Result<std::string>(std::string());
  if (!accepted.ok()) {
    return accepted.error().diagnostic();
  }
  if (exists && *accepted == text) {
    return std::nullopt;
  }
  if (mode == SnapshotMode::kAccept) {
    Status written = disk.write(path, text);
    return written.ok() ? std::nullopt : std::optional(std::move(written.error().diagnostic()));
  }
  if (!exists) {
    return error("no-snapshot", fmt::format("there is no snapshot {}", path))
        .note("it would be:\n" + std::string(trim(text)))
        .with_help("look at it, and run `tiltc test --accept` to keep it");
  }
  return error("snapshot-differs", fmt::format("the value differs from the snapshot {}", path))
      .note(std::string(trim(unified_diff("snapshot", *accepted, "value", text))))
      .with_help("if the change is right, run `tiltc test --accept`");
}

}  // namespace tiltc::testkit
