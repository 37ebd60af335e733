#include "images/private_directory.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/path.h"

namespace tiltc::images {

Result<PrivateDirectory> PrivateDirectory::make(const Environment& environment,
                                                exec::Supervisor* supervisor) {
  const std::string temporary = variable(environment, "TMPDIR");
  return make_below(temporary.empty() ? "/tmp" : temporary, supervisor);
}

Result<PrivateDirectory> PrivateDirectory::make_below(const std::string& parent,
                                                      exec::Supervisor* supervisor) {
  std::string path = join_path(parent, "tiltc-XXXXXX");
  if (mkdtemp(path.data()) == nullptr) {  // mode 0700
    return error("no-private-directory",
                 fmt::format("no directory can be made at {}: {}", path, std::strerror(errno)))
        .with_help("set TMPDIR to a directory that you may write to");
  }
  PrivateDirectory directory(std::move(path), supervisor);
  if (supervisor != nullptr) {
    if (Status known = supervisor->remove_on_death(directory.path_); !known.ok()) {
      return std::move(known).error();
    }
  }
  return directory;
}

PrivateDirectory::PrivateDirectory(PrivateDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})), supervisor_(other.supervisor_) {}

PrivateDirectory& PrivateDirectory::operator=(PrivateDirectory&& other) noexcept {
  if (this != &other) {
    remove();
    path_ = std::exchange(other.path_, {});
    supervisor_ = other.supervisor_;
  }
  return *this;
}

void PrivateDirectory::remove() {
  if (path_.empty()) {
    return;
  }
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  if (supervisor_ != nullptr) {
    supervisor_->forget_path(path_);
  }
  path_.clear();
}

}  // namespace tiltc::images
