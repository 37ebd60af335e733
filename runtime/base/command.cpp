#include "base/command.h"

#include <fmt/format.h>

#include <cstring>

namespace tiltc {

std::string describe_exit(int exit_code) {
  if (exit_code > 128 && exit_code <= 128 + 64) {
    const int signal = exit_code - 128;
    return fmt::format("signal {} ({})", signal, ::strsignal(signal));
  }
  return fmt::format("exit status {}", exit_code);
}

}  // namespace tiltc
