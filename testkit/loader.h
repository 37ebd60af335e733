#pragma once

#include "base/disk.h"
#include "tiltc/engine.h"

namespace tiltc::testkit {

// Files of a disk, under the paths that people wrote. load("x") finds x from the folder of the file
// that is being executed.
class DiskLoader final : public Loader {
 public:
  explicit DiskLoader(const Disk& disk) : disk_(disk) {}

  Result<std::string> resolve(std::string_view path, std::string_view from) override;
  Result<SourcePtr> read(const std::string& key) override;

 private:
  const Disk& disk_;
};

}  // namespace tiltc::testkit
