#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace tiltc {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "tiltc: internal error: %s:%d: check failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace tiltc
