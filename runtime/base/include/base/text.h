#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tiltc {

// Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

// Up to `limit` candidates near enough to `word` to be what was meant, nearest first.
std::vector<std::string> closest_names(std::string_view word,
                                       std::span<const std::string> candidates,
                                       std::size_t limit = 1);

std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
std::string to_lower(std::string_view text);  // ASCII only

// `text` as one word of POSIX sh: left alone where that is safe, else in single quotes.
std::string shell_quote(std::string_view text);
std::string shell_join(std::span<const std::string> words);

bool is_valid_utf8(std::string_view text);

// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
std::string json_quote(std::string_view text);

}  // namespace tiltc
