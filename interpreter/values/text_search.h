#pragma once

#include <cstddef>
#include <string_view>

// Finding text in text in linear time. std::string_view's own functions take the product of both
// lengths for a text such as "aaa…a" and a search for "aa…ab".
namespace tiltc::values {

// Where `wanted` first occurs at or after `from`, or last; npos: nowhere.
std::size_t find_text(std::string_view text, std::string_view wanted, std::size_t from = 0);
std::size_t rfind_text(std::string_view text, std::string_view wanted);

}  // namespace tiltc::values
