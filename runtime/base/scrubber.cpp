#include "base/scrubber.h"

#include <algorithm>

#include "base/base64.h"
#include "base/text.h"

namespace tiltc {

void Scrubber::add(std::string_view secret, const std::string& replacement) {
  add_text(trim(secret), replacement);
  add_text(base64_encode(secret), replacement);
  if (secret.find('\n') != std::string_view::npos) {
    for (const std::string& line : split(secret, '\n')) {
      add_text(trim(line), replacement);
    }
  }
}

void Scrubber::add_text(std::string_view text, const std::string& replacement) {
  if (text.size() < kShortest) {
    return;
  }
  const auto place = std::find_if(secrets_.begin(), secrets_.end(), [&](const auto& known) {
    return known.first.size() < text.size();
  });
  secrets_.insert(place, {std::string(text), replacement});
}

std::string Scrubber::scrub(std::string_view text) const {
  std::string scrubbed(text);
  for (const auto& [secret, replacement] : secrets_) {
    if (scrubbed.find(secret) != std::string::npos) {
      scrubbed = replace_all(scrubbed, secret, replacement);
    }
  }
  return scrubbed;
}

Diagnostic Scrubber::scrub(Diagnostic diagnostic) const {
  if (!empty()) {
    diagnostic.message = scrub(diagnostic.message);
    diagnostic.help = scrub(diagnostic.help);
    for (std::string& note : diagnostic.notes) {
      note = scrub(note);
    }
    diagnostic.primary.text = scrub(diagnostic.primary.text);
    for (Label& label : diagnostic.secondary) {
      label.text = scrub(label.text);
    }
  }
  return diagnostic;
}

}  // namespace tiltc
