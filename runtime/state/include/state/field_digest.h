#pragma once

#include <string>
#include <string_view>

#include "base/sha256.h"

namespace tiltc::state {

// SHA-256 over texts, each with its length, so that ("ab", "c") and ("a", "bc") differ.
class FieldDigest {
 public:
  void field(std::string_view text) {
    hash_.update(std::to_string(text.size()));
    hash_.update(":");
    hash_.update(text);
  }
  std::string finish() { return hash_.hex(); }

 private:
  Sha256 hash_;
};

}  // namespace tiltc::state
