#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/disk.h"
#include "formats/ignore.h"
#include "graph/targets.h"
#include "images/engine.h"

// The files that a docker_build() sends to its builder.
namespace tiltc::images {

// One source of ignore rules, in the textual form of .dockerignore.
struct IgnoreSource {
  std::vector<std::string> lines;
  bool has_exceptions = false;  // lines that start with `!`
};

// What of a context is left out. Each source is asked by itself: what one leaves out stays out.
struct ContextRules {
  CombinedIgnore ignore;
  std::vector<IgnoreSource> sources;  // the same, as text
};

// The rules of docker_build(): the Tiltfile itself, `.git`, ignore=, only=, and the Dockerfile's
// own .dockerignore, or else the context's.
Result<ContextRules> context_rules(const graph::ImageTarget& target,
                                   const graph::DockerBuild& build, const Disk& disk);

// The rules of one directory among the deps of a custom_build(): the Tiltfile, `.git`, ignore=, and
// the directory's own .dockerignore.
Result<ContextRules> dep_rules(const graph::ImageTarget& target, const std::string& dep,
                               const Disk& disk);

struct ContextEntry {
  std::string path;  // below the context, `/`-separated
  enum class Kind { kFile, kDirectory, kLink, kFifo } kind = Kind::kFile;
  std::string link_target;
  std::uint32_t mode = 0644;  // permission bits
  std::int64_t modified = 0;  // unix seconds
  std::uint64_t size = 0;     // of a file
};

// Goes through a directory on the real file system, depth first, names in byte order, and tells
// what is not ignored. A directory with nothing to find in it is never opened. Links are not
// followed; sockets and devices are left out. Holds one directory's names a level.
class ContextWalk {
 public:
  ContextWalk(std::string root, const CombinedIgnore& ignore);
  ~ContextWalk();
  ContextWalk(ContextWalk&&) noexcept;

  // The next entry; no value at the end. Error: build-context-unreadable.
  Result<std::optional<ContextEntry>> next();

  // Called with the path of everything left out, at the topmost place where nothing below is
  // wanted.
  void on_ignored(std::function<void(const std::string&)> callback);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A file that stands in the tar but not on the disk.
struct ExtraFile {
  std::string name;
  std::string content;
};

// The context as a tar stream (POSIX pax), made piece by piece while it is read. Owner and group
// are 0, modes, times and links are kept. `extra` files come first; a file of the context with such
// a name is left out.
BodySource tar_stream(std::string root, CombinedIgnore ignore, std::vector<ExtraFile> extra);

}  // namespace tiltc::images
