#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tiltc::cli {

// What the end of a line may become: `typed` is what stands there, `names` all begin with it.
struct Completion {
  std::string typed;
  std::vector<std::string> names;
};

struct InputLine {
  enum class Kind { kText, kInterrupted /* Ctrl-C: what was typed is dropped */, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;  // without line break
};

// Lines from standard input.
class LineSource {
 public:
  virtual ~LineSource() = default;
  virtual InputLine read(const std::string& prompt) = 0;
};

// For a terminal: lines are edited, completed by TAB, and kept in `history_file` (a folder that is
// missing is made; where nothing can be written the history ends with the session).
std::unique_ptr<LineSource> edited_lines(const std::string& history_file,
                                         std::function<Completion(std::string_view)> complete);

// For anything else: no prompt, no history.
std::unique_ptr<LineSource> plain_lines();

}  // namespace tiltc::cli
