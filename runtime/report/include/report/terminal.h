#pragma once

#include <functional>
#include <string>

namespace tiltc::report {

// What may be written to a file descriptor without harm.
struct Terminal {
  bool can_redraw = false;  // a terminal that moves its cursor
  bool colour = false;
  bool utf8 = false;
  int width = 80;  // columns
  int height = 24;
};

// Reads an environment variable; "" when it is not set.
using GetEnvironment = std::function<std::string(const char*)>;

// Looks at the descriptor, TERM ("dumb" or none: no redrawing, no colour), NO_COLOR (set and not
// empty: no colour), CLICOLOR_FORCE (set, not empty, not 0: colour without a terminal), and LC_ALL,
// LC_CTYPE, LANG.
Terminal inspect_terminal(int descriptor, const GetEnvironment& get_environment);

// The same with the process's environment.
Terminal inspect_terminal(int descriptor);

}  // namespace tiltc::report
