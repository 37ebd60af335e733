#pragma once

// Categories and cases of Unicode's characters, as starlark-go's strings know them: simple mappings
// of one code point to one.
namespace tiltc::unicode {

bool is_letter(char32_t c);
bool is_digit(char32_t c);  // decimal digits of any script
bool is_space(char32_t c);
char32_t to_upper(char32_t c);
char32_t to_lower(char32_t c);
char32_t to_title(char32_t c);  // of letters such as U+01C6, whose capital is two letters

bool is_capital(char32_t c);
bool is_small(char32_t c);
bool is_title(char32_t c);  // U+01C5 and its like
bool is_visible(char32_t c);  // letters, marks, numbers, punctuation, symbols, and the ASCII space
bool is_cased(char32_t c);   // differs from some other character by case only

}  // namespace tiltc::unicode
