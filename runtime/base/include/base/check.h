#pragma once

namespace tiltc {

// Prints what a developer needs and aborts. Never returns.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace tiltc

// A bug of ours, in every build: no input of a user may ever reach a failing check.
#define TILTC_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::tiltc::check_failed(#condition, __FILE__, __LINE__))
