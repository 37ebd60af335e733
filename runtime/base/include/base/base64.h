#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tiltc {

std::string base64_encode(std::string_view bytes);  // with `+` and `/`, padded

// With `-` and `_`, padded: what the engines' X-Registry-Auth wants.
std::string base64url_encode(std::string_view bytes);

// Reads both alphabets, with or without padding; no value when the text is something else.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace tiltc
