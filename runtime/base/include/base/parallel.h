#pragma once

#include <cstddef>
#include <functional>

namespace tiltc {

// Calls `work` with 0…count-1, each once, on as many threads as the machine has cores, the caller's
// among them. Returns when all are done. `work` must not throw, and must be safe to call from
// several threads at once.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace tiltc
