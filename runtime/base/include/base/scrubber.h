#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"

namespace tiltc {

// Takes secrets out of what people are shown. Not for threads while secrets are added.
class Scrubber {
 public:
  // Texts shorter than this would turn up by chance: they are let be.
  static constexpr std::size_t kShortest = 5;

  // `secret`, each of its lines, and its base64 form become `replacement`.
  void add(std::string_view secret, const std::string& replacement);

  bool empty() const { return secrets_.empty(); }
  std::string scrub(std::string_view text) const;

  // Message, labels, notes and help: what a program wrote may stand there. Places are left alone.
  Diagnostic scrub(Diagnostic diagnostic) const;

 private:
  void add_text(std::string_view text, const std::string& replacement);

  std::vector<std::pair<std::string, std::string>> secrets_;  // longest first
};

}  // namespace tiltc
