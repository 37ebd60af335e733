#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "builtins/evaluation.h"

namespace tiltc::builtins {

// A Tiltfile that is made piece by piece: all that a Tiltfile knows, and help(). Names stay from
// piece to piece and their values changeable; `_` is the last value that was not None. Used by one
// thread, except for cancel().
class Interactive {
 public:
  struct Answer {
    bool good = true;
    bool stopped = false;              // by exit()
    std::optional<std::string> value;  // repr of the value that the piece ends with, if it does
    bool is_none = false;
  };

  // What `input` refers to must outlive the session. Its on_cancel is not asked.
  static std::unique_ptr<Interactive> create(const EvaluationInput& input);
  virtual ~Interactive() = default;

  // Runs a piece, which messages call by `name`. Warnings and errors go to `diagnostics`.
  virtual Answer run(const std::string& name, const std::string& piece,
                     Diagnostics& diagnostics) = 0;
  // Runs a file in the same way.
  virtual Answer run_file(const std::string& path, Diagnostics& diagnostics) = 0;

  // What the name at the end of `line` may become: whole names, dotted as it is; sorted.
  virtual std::vector<std::string> complete(std::string_view line) = 0;
  static std::string last_name(std::string_view line);  // that name, as typed; "" when there is none

  // Ends the piece that runs, soon, with an error. From any thread.
  virtual void cancel() = 0;
};

}  // namespace tiltc::builtins
