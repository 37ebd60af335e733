#include "programs.h"

#include "base/path.h"
#include "base/text.h"

namespace tiltc::builtins {

namespace {

// What execvp takes when there is no PATH.
constexpr const char* kDefaultPath = "/usr/local/bin:/usr/bin:/bin";
constexpr std::uint32_t kExecutable = 0111;

bool is_program(const Disk& disk, const std::string& path) {
  const Result<FileStamp> stamp = disk.stamp(path);
  return stamp.ok() && (stamp->mode & kExecutable) != 0 && disk.kind(path) == FileKind::kFile;
}

}  // namespace

std::optional<std::string> find_program(const Disk& disk, const std::string& name,
                                        const std::string& directory,
                                        const std::map<std::string, std::string>& environment) {
  std::vector<std::string> folders{""};
  if (name.find('/') == std::string::npos) {
    const auto path = environment.find("PATH");
    folders = split(path == environment.end() ? kDefaultPath : path->second, ':');
  }
  for (const std::string& folder : folders) {
    // An empty or relative folder is seen from where the command runs.
    std::string candidate =
        resolve_path(directory, folder.empty() ? name : join_path(folder, name));
    if (is_program(disk, candidate)) {
      return candidate;
    }
  }
  return std::nullopt;
}

}  // namespace tiltc::builtins
