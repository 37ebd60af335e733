#pragma once

#include <string_view>

namespace tiltc {

// Takes the first code point off `text`, which must not be empty. A byte that is not UTF-8 is taken
// alone and stands for a value of its own beyond Unicode, so that it equals itself and nothing
// else.
char32_t take_code_point(std::string_view& text);

}  // namespace tiltc
