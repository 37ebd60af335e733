#include "report/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace tiltc::report {

namespace {

bool names_utf8(const GetEnvironment& get) {
  // POSIX: the first of these that is set decides.
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = get(name);
    if (!value.empty()) {
      return value.find("UTF-8") != std::string::npos || value.find("utf8") != std::string::npos;
    }
  }
  return false;
}

bool is_capable_terminal(int descriptor, const GetEnvironment& get) {
  const std::string type = get("TERM");
  return ::isatty(descriptor) == 1 && !type.empty() && type != "dumb";
}

bool wants_colour(bool capable, const GetEnvironment& get) {
  if (!get("NO_COLOR").empty()) {
    return false;
  }
  const std::string force = get("CLICOLOR_FORCE");
  return capable || (!force.empty() && force != "0");
}

}  // namespace

Terminal inspect_terminal(int descriptor, const GetEnvironment& get_environment) {
  Terminal terminal;
  terminal.can_redraw = is_capable_terminal(descriptor, get_environment);
  terminal.colour = wants_colour(terminal.can_redraw, get_environment);
  terminal.utf8 = names_utf8(get_environment);
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
    terminal.width = size.ws_col;
    terminal.height = size.ws_row;
  }
  return terminal;
}

Terminal inspect_terminal(int descriptor) {
  return inspect_terminal(descriptor, [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  });
}

}  // namespace tiltc::report
