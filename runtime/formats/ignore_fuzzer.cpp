#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/path.h"
#include "formats/ignore.h"

// The first line is a path, the rest a .dockerignore. What a walk skips must hold nothing included.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string line = text.substr(0, text.find('\n'));
  const std::string path = tiltc::clean_path(line);
  const auto matcher = tiltc::IgnoreMatcher::from_text("/a/b", text.substr(line.size()), "ignore");
  if (matcher && path.front() != '/' && path != ".") {
    const bool skipped = !matcher->may_contain_included(path);
    TILTC_CHECK(!skipped || (matcher->ignored(path) && matcher->ignored(path + "/a/x")));
  }
  return 0;
}
