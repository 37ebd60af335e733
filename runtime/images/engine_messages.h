#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/json.h"
#include "images/log.h"

namespace tiltc::images {

// The answer to a push or a build: JSON objects, one a line, for as long as it takes. The HTTP
// status was 200 long before anything could go wrong, so that a failure is one of the objects.
// Holds one line, not the answer.
class EngineMessages {
 public:
  explicit EngineMessages(Log log) : log_(std::move(log)) {}

  // Error: engine-answer-unreadable, when what comes is not such an answer.
  Status take(std::string_view piece);
  Status end();

  std::size_t count() const { return count_; }
  const std::string& failure() const { return failure_; }    // "" while all is well
  const std::string& image_id() const { return image_id_; }  // "" until it is told

 private:
  Status take_line(std::string_view line);
  void take_message(const Json& message);
  void take_progress(const Json& message);
  void say(std::string_view text) const;

  Log log_;
  std::string pending_;
  std::size_t count_ = 0;
  std::string failure_;
  std::string image_id_;
  std::map<std::string, std::string, std::less<>> layers_;  // last status shown of each
};

}  // namespace tiltc::images
