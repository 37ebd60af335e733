#pragma once

#include <string>
#include <vector>

// The command line as data: what --help, completion and the man page are made of.
namespace tiltc::cli {

struct OptionDescription {
  std::vector<std::string> names;  // "-f", "--file"; a positional has its own one, "TILTFILE"
  std::string value;               // "FILE", "build|push|inject"; empty: a flag or a positional
  std::string doc;

  bool is_positional() const { return names.front().front() != '-'; }
  // The words that the value may be; empty when it may be others.
  std::vector<std::string> choices() const;
  bool takes_file() const { return value.find("FILE") != std::string::npos; }
};

struct CommandDescription {
  std::string name;
  std::string doc;
  std::string footer;
  std::vector<OptionDescription> options;  // positionals too, in the order of --help
};

struct CommandLine {
  std::string doc;
  std::string footer;
  std::vector<CommandDescription> commands;
};

CommandLine describe_command_line();

enum class Shell { kBash, kZsh, kFish };

// A script that completes commands, options, their values, and names of builtins behind `help`.
std::string completion_script(Shell shell, const CommandLine& line,
                              const std::vector<std::string>& builtins);

// The manual page tiltc(1), as roff. `builtins` is a line each: name, blanks, what it does.
std::string man_page(const CommandLine& line, const std::string& builtins);

}  // namespace tiltc::cli
