#pragma once

#include <optional>
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

// An http or https URL in its parts.
struct Url {
  std::string scheme;     // lower case
  std::string user_info;  // "user:password", encoded; "" for none
  std::string host;       // without the brackets of an IPv6 address
  std::string port;       // the scheme's own where none is written
  std::string target;     // path and query; "/" at least
};

// No value for anything else, and for text with blanks or control characters.
std::optional<Url> parse_url(std::string_view text);

std::string url_decode(std::string_view text);

}  // namespace tiltc::images
