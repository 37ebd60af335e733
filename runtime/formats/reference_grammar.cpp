#include "reference_grammar.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tiltc::reference_grammar {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_name_character(char c) {
  return is_lower(c) || is_digit(c);
}
bool is_alphanumeric(char c) {
  return is_name_character(c) || is_upper(c);
}
bool is_lower_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f');
}
bool is_address_character(char c) {
  return is_lower_hex(c) || (c >= 'A' && c <= 'F') || c == ':';
}

bool all(std::string_view text, bool (*test)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), test);
}

bool is_host_label(std::string_view text) {
  return !text.empty() && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         all(text, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_host_name(std::string_view text) {
  while (true) {
    const auto dot = text.find('.');
    if (!is_host_label(text.substr(0, dot))) {
      return false;
    }
    if (dot == std::string_view::npos) {
      return true;
    }
    text.remove_prefix(dot + 1);
  }
}

// What may stand between two runs of letters and digits.
bool is_separator(std::string_view text) {
  return text == "." || text == "_" || text == "__" || all(text, [](char c) { return c == '-'; });
}

}  // namespace

bool is_domain(std::string_view text) {
  const bool is_address = text.starts_with('[');
  const auto end_of_host = is_address ? text.find(']') : text.find(':');
  if (is_address && end_of_host == std::string_view::npos) {
    return false;
  }
  const auto host = is_address ? text.substr(1, end_of_host - 1) : text.substr(0, end_of_host);
  auto port = text.substr(std::min(text.size(), is_address ? end_of_host + 1 : host.size()));
  if (!(is_address ? all(host, is_address_character) : is_host_name(host))) {
    return false;
  }
  return port.empty() || (port.front() == ':' && all(port.substr(1), is_digit));
}

bool is_path_component(std::string_view text) {
  if (text.empty() || !is_name_character(text.front()) || !is_name_character(text.back())) {
    return false;
  }
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && !is_name_character(text[end])) {
      ++end;
    }
    if (end > i && !is_separator(text.substr(i, end - i))) {
      return false;
    }
    i = end + 1;
  }
  return true;
}

bool is_tag(std::string_view text) {
  const auto is_word = [](char c) { return is_alphanumeric(c) || c == '_'; };
  return !text.empty() && text.size() <= 128 && is_word(text.front()) &&
         all(text, [](char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; });
}

bool is_digest(std::string_view text) {
  using Algorithm = std::pair<std::string_view, std::size_t>;
  constexpr std::array<Algorithm, 3> kAlgorithms{{{"sha256", 64}, {"sha384", 96}, {"sha512", 128}}};
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    return false;
  }
  const auto hex = text.substr(colon + 1);
  return std::any_of(kAlgorithms.begin(), kAlgorithms.end(), [&](const Algorithm& known) {
    return text.substr(0, colon) == known.first && hex.size() == known.second &&
           all(hex, is_lower_hex);
  });
}

bool is_image_id(std::string_view text) {
  return text.size() == 64 && all(text, is_lower_hex);
}

}  // namespace tiltc::reference_grammar
