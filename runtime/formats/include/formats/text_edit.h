#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tiltc {

// Replaces the bytes [begin, end) of a text; begin == end inserts.
struct TextEdit {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string text;
};

// `text` with every edit done and all other bytes as they were. Edits may come in any order;
// insertions at one place keep theirs. Edits must not overlap nor leave the text: that is a bug of
// the caller.
std::string apply_edits(std::string_view text, std::vector<TextEdit> edits);

}  // namespace tiltc
