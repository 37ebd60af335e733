#pragma once

// Letters and cases, for the scripts that have cases and lie in few ranges: Latin, Greek, Cyrillic,
// Armenian. Other letters have no case here.
namespace tiltc::library {

bool is_letter(char32_t c);
bool is_digit(char32_t c);
bool is_space(char32_t c);
char32_t to_upper(char32_t c);
char32_t to_lower(char32_t c);
inline bool is_upper(char32_t c) {
  return to_lower(c) != c;
}
inline bool is_lower(char32_t c) {
  return to_upper(c) != c;
}

}  // namespace tiltc::library
