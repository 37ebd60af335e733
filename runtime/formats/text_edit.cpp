#include "formats/text_edit.h"

#include <algorithm>

#include "base/check.h"

namespace tiltc {

std::string apply_edits(std::string_view text, std::vector<TextEdit> edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const TextEdit& a, const TextEdit& b) { return a.begin < b.begin; });
  std::string result;
  std::size_t done = 0;
  for (const TextEdit& edit : edits) {
    TILTC_CHECK(edit.begin >= done && edit.begin <= edit.end && edit.end <= text.size());
    result.append(text, done, edit.begin - done);
    result += edit.text;
    done = edit.end;
  }
  return result.append(text, done);
}

}  // namespace tiltc
