#pragma once

#include <string>
#include <string_view>

namespace tiltc::images {

// Percent-encodes what is not a letter, a digit or one of `-._~` and `also_plain`.
std::string url_encode(std::string_view text, std::string_view also_plain = {});

// Collects `?key=value&…`, encoded.
class Query {
 public:
  Query& add(std::string_view key, std::string_view value);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace tiltc::images
