#include <fmt/format.h>

#include "base/text.h"
#include "command_line.h"

namespace tiltc::cli {

namespace {

// Text as roff writes it: a backslash is \e, a hyphen that may be copied is \-, and no line begins
// like a request.
std::string roff(std::string_view text) {
  std::string out;
  bool at_line_start = true;
  for (const char c : text) {
    if (at_line_start && (c == '.' || c == '\'')) {
      out += "\\&";
    }
    at_line_start = c == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string synopsis(const CommandDescription& command) {
  std::string out = fmt::format(".B tiltc {}\n", command.name);
  std::string positionals;
  bool has_options = false;
  for (const OptionDescription& option : command.options) {
    if (option.is_positional()) {
      positionals += fmt::format("[{}] ", option.names.front());
    }
    has_options = has_options || !option.is_positional();
  }
  const std::string words = (has_options ? "[OPTIONS] " : "") + positionals;
  return words.empty() ? out : out + roff(trim(words)) + "\n";
}

std::string option_entry(const OptionDescription& option) {
  std::string head;
  for (const std::string& name : option.names) {
    head += fmt::format("{}\\fB{}\\fR", head.empty() ? "" : ", ", roff(name));
  }
  if (!option.value.empty()) {
    head += fmt::format(" \\fI{}\\fR", roff(option.value));
  }
  return fmt::format(".TP\n{}\n{}\n", head, roff(option.doc));
}

std::string command_section(const CommandDescription& command) {
  std::string out =
      ".SS " + command.name + "\n" + synopsis(command) + ".PP\n" + roff(command.doc) + ".\n";
  for (const OptionDescription& option : command.options) {
    out += option_entry(option);
  }
  return command.footer.empty() ? out : out + ".PP\n" + roff(command.footer) + "\n";
}

}  // namespace

std::string man_page(const CommandLine& line, const std::string& builtins) {
  std::string out = ".TH TILTC 1 \"\" \"tiltc " TILTC_VERSION
                    "\" \"User Commands\"\n"
                    ".SH NAME\ntiltc \\- evaluate Tiltfiles and execute what they describe\n"
                    ".SH SYNOPSIS\n";
  for (const CommandDescription& command : line.commands) {
    out += synopsis(command) + ".br\n";
  }
  out += ".SH DESCRIPTION\n" + roff(line.doc) + "\n.PP\n" + roff(line.footer) + "\n.SH COMMANDS\n";
  for (const CommandDescription& command : line.commands) {
    out += command_section(command);
  }
  return out +
         ".SH BUILTINS OF A TILTFILE\n.B tiltc help\n\\fINAME\\fR shows one of them.\n.PP\n.nf\n" +
         roff(builtins) + ".fi\n";
}

}  // namespace tiltc::cli
