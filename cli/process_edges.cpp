#include "process_edges.h"

#include <cstdio>
#include <string>

namespace tiltc::cli {

void log_to_stderr(std::string_view line) {
  const std::string text = std::string(line) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace tiltc::cli
