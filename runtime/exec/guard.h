#pragma once

namespace tiltc::exec {

// The life of the supervisor's process, right after fork: takes messages from `socket` until all
// other ends are closed, then ends what is registered, removes what is registered, and exits.
// Async-signal-safe calls only; no memory but a mapping of its own.
[[noreturn]] void run_guard(int socket);

}  // namespace tiltc::exec
