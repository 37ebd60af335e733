#pragma once

#include <string>

#include "base/result.h"
#include "exec/supervisor.h"
#include "images/environment.h"

namespace tiltc::images {

// A directory that only we may enter. Gone, with all in it, when the object
// is; or when this process is killed, by the supervisor, if there is one. Movable.
class PrivateDirectory {
 public:
  // Below $TMPDIR or /tmp. Error: no-private-directory.
  static Result<PrivateDirectory> make(const Environment& environment,
                                       exec::Supervisor* supervisor);

  // Below `parent`. Error: no-private-directory.
  static Result<PrivateDirectory> make_below(const std::string& parent,
                                             exec::Supervisor* supervisor);

  PrivateDirectory(PrivateDirectory&& other) noexcept;
  PrivateDirectory& operator=(PrivateDirectory&& other) noexcept;
  ~PrivateDirectory() { remove(); }

  const std::string& path() const { return path_; }

 private:
  PrivateDirectory(std::string path, exec::Supervisor* supervisor)
      : path_(std::move(path)), supervisor_(supervisor) {}
  void remove();

  std::string path_;  // "" once moved from
  exec::Supervisor* supervisor_ = nullptr;
};

}  // namespace tiltc::images
