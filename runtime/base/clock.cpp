#include "base/clock.h"

namespace tiltc {

std::int64_t RealClock::unix_seconds() const {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since).count();
}

std::chrono::steady_clock::time_point RealClock::now() const {
  return std::chrono::steady_clock::now();
}

}  // namespace tiltc
