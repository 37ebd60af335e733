#include "tree_digest.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "base/parallel.h"
#include "base/sha256.h"
#include "images/build_context.h"

namespace tiltc::images {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10;
constexpr unsigned kMayExecute = 0111;

// The digest of a file's content; the number of the system's error when it cannot be read.
struct Content {
  std::string digest;
  int fault = 0;
};

Content read_content(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return {{}, errno};
  }
  posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
  thread_local std::vector<char> piece(kPiece);
  Sha256 digest;
  ssize_t count = 0;
  while ((count = read(file, piece.data(), piece.size())) > 0) {
    digest.update({piece.data(), static_cast<std::size_t>(count)});
  }
  const int fault = count < 0 ? errno : 0;
  close(file);
  return {digest.hex(), fault};
}

Diagnostic unreadable(const std::string& path, int fault) {
  return error("build-context-unreadable",
               fmt::format("`{}` cannot be read: {}", path, std::strerror(fault)))
      .with_help("leave it out with ignore= or .dockerignore if the build does not need it");
}

Result<std::vector<ContextEntry>> entries_below(const std::string& root,
                                                const CombinedIgnore& ignore) {
  ContextWalk walk(root, ignore);
  std::vector<ContextEntry> entries;
  while (true) {
    Result<std::optional<ContextEntry>> entry = walk.next();
    if (!entry.ok()) {
      return std::move(entry).error();
    }
    if (!entry->has_value()) {
      return entries;
    }
    entries.push_back(**std::move(entry));
  }
}

}  // namespace

Result<std::string> tree_digest(const std::string& root, const CombinedIgnore& ignore) {
  Result<std::vector<ContextEntry>> entries = entries_below(root, ignore);
  if (!entries.ok()) {
    return std::move(entries).error();
  }
  std::vector<Content> contents(entries->size());
  parallel_for(entries->size(), [&](std::size_t i) {
    const ContextEntry& entry = (*entries)[i];
    if (entry.kind == ContextEntry::Kind::kFile) {
      contents[i] = read_content(root + "/" + entry.path);
    }
  });
  Sha256 digest;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const ContextEntry& entry = (*entries)[i];
    if (contents[i].fault != 0) {
      return unreadable(root + "/" + entry.path, contents[i].fault);
    }
    digest.update(fmt::format("{} {} {}:{} {}:{} {}\n", static_cast<int>(entry.kind),
                              (entry.mode & kMayExecute) != 0, entry.path.size(), entry.path,
                              entry.link_target.size(), entry.link_target, contents[i].digest));
  }
  return digest.hex();
}

Result<std::string> file_digest(const std::string& path) {
  const Content content = read_content(path);
  if (content.fault == ENOENT) {
    return sha256_hex("no such file");
  }
  return content.fault != 0 ? Result<std::string>(unreadable(path, content.fault))
                            : Result<std::string>(content.digest);
}

}  // namespace tiltc::images
