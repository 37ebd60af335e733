#pragma once

#include <chrono>
#include <optional>

#include "http_client.h"

namespace tiltc::images {

// Which questions are worth asking again. Only for requests that change nothing: the peer may have
// carried out what it did not answer.
inline constexpr int kMaxAttempts = 5;

// How long to wait before the next attempt, after `attempt` of them (from 1); nothing when the
// outcome is final. Final are answers below 500 but 429 and 408, connections that do not come
// about, silence for as long as the request allows, and what we ended ourselves. `Retry-After` in
// seconds is obeyed, up to kLongestWait; longer is final.
inline constexpr std::chrono::seconds kLongestWait{60};
std::optional<std::chrono::milliseconds> retry_delay(const HttpOutcome& outcome, int attempt);

}  // namespace tiltc::images
