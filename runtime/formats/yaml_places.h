#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tiltc::yaml {

// Turns libyaml's places, which count code points after the byte order mark, into byte offsets of
// the text. The text must be valid UTF-8 and outlive this.
class Places {
 public:
  explicit Places(std::string_view text) : Places(text, 0) {}

  // Of what starts at `begin`, which is where a code point does: libyaml is given the rest alone.
  Places(std::string_view text, std::size_t begin);

  // Places past the end are taken as the end.
  std::uint32_t byte_offset(std::size_t code_point) const;

  // What libyaml is given: the text from `begin`, without a byte order mark.
  std::string_view body() const { return text_.substr(start_); }

 private:
  std::size_t next(std::size_t offset) const;

  std::string_view text_;
  std::size_t start_ = 0;  // after the byte order mark
  bool is_ascii_ = true;
  std::vector<std::uint32_t> marks_;  // offset of each kStride-th code point; unused for ASCII
};

// Where what follows the anchor and tag at `begin` starts. `properties` says how many there are;
// nothing follows them when `end` is reached.
std::uint32_t skip_properties(std::string_view text, std::uint32_t begin, std::uint32_t end,
                              int properties);

}  // namespace tiltc::yaml
