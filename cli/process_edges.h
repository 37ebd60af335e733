#pragma once

#include <functional>
#include <string_view>

#include "base/clock.h"
#include "base/disk.h"
#include "exec/local_runner.h"
#include "exec/signals.h"
#include "exec/supervisor.h"
#include "options.h"

namespace tiltc::cli {

// The edges of this process, made once a command: disk, clock, programs, signals. Programs that it
// starts end with it, however it ends.
struct ProcessEdges {
  ProcessEdges() : signals(cancel), context{&supervisor, cancel.token()}, commands(context) {}

  exec::CancelSource cancel;
  exec::SignalWatcher signals;
  exec::Supervisor supervisor;
  exec::ProcessContext context;
  exec::LocalRunner commands;
  RealDisk disk;
  RealClock clock;

  // What the command returns: its own code, or the one of the signal that ended it.
  int exit_code(int own) const {
    const std::optional<int> signal = signals.received();
    return signal ? 128 + *signal : own;
  }
};

// print() and local()'s output go to standard error, a line each.
void log_to_stderr(std::string_view line);

}  // namespace tiltc::cli
