#pragma once

#include <chrono>
#include <cstdint>

namespace tiltc {

// Time as the engine sees it, so that tests can hold it still.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t unix_seconds() const = 0;
  virtual std::chrono::steady_clock::time_point now() const = 0;  // for durations
};

class RealClock : public Clock {
 public:
  std::int64_t unix_seconds() const override;
  std::chrono::steady_clock::time_point now() const override;
};

}  // namespace tiltc
