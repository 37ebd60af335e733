#include "retry.h"

#include <charconv>
#include <random>

namespace tiltc::images {
namespace {

using std::chrono::milliseconds;

// 0.2 s, doubled each time, spread by half so that clients that failed together do not come back
// together.
milliseconds backoff(int attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const int middle = 200 << (attempt - 1);
  return milliseconds(std::uniform_int_distribution<int>(middle / 2, middle + middle / 2)(random));
}

std::optional<std::chrono::seconds> retry_after(const HttpAnswer& answer) {
  const auto header = answer.headers.find("retry-after");
  if (header == answer.headers.end()) {
    return std::nullopt;
  }
  const std::string& text = header->second;
  unsigned seconds = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return fault == std::errc() && end == text.data() + text.size()
             ? std::optional(std::chrono::seconds(seconds))
             : std::nullopt;
}

}  // namespace

std::optional<milliseconds> retry_delay(const HttpOutcome& outcome, int attempt) {
  if (attempt >= kMaxAttempts) {
    return std::nullopt;
  }
  if (const auto* problem = std::get_if<HttpProblem>(&outcome)) {
    const bool passing = problem->kind == HttpProblem::Kind::kLost;
    return passing ? std::optional(backoff(attempt)) : std::nullopt;
  }
  const HttpAnswer& answer = std::get<HttpAnswer>(outcome);
  const bool passing = answer.status >= 500 || answer.status == 429 || answer.status == 408;
  if (!passing) {
    return std::nullopt;
  }
  const auto asked = retry_after(answer);
  if (!asked) {
    return backoff(attempt);
  }
  return *asked > kLongestWait ? std::nullopt : std::optional<milliseconds>(*asked);
}

}  // namespace tiltc::images
