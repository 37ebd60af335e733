#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "command_line.h"

namespace tiltc::cli {

std::vector<std::string> OptionDescription::choices() const {
  const bool is_placeholder =
      std::any_of(value.begin(), value.end(), [](unsigned char c) { return std::isupper(c) != 0; });
  return value.empty() || is_placeholder ? std::vector<std::string>() : split(value, '|');
}

namespace {

bool is_help(const CommandDescription& command) {
  return command.name == "help";
}

bool has_positional(const CommandDescription& command) {
  return std::any_of(command.options.begin(), command.options.end(),
                     [](const OptionDescription& option) { return option.is_positional(); });
}

// What may stand where a positional may.
std::vector<std::string> words_of(const CommandDescription& command,
                                  const std::vector<std::string>& builtins) {
  if (is_help(command)) {
    return builtins;
  }
  std::vector<std::string> words;
  for (const OptionDescription& option : command.options) {
    if (option.is_positional()) {
      words = option.choices();
    }
  }
  return words;
}

bool takes_files(const CommandDescription& command) {
  return has_positional(command) && words_of(command, {}).empty() && !is_help(command);
}

std::vector<std::string> command_names(const CommandLine& line) {
  std::vector<std::string> names;
  for (const CommandDescription& command : line.commands) {
    names.push_back(command.name);
  }
  return names;
}

// bash: one function; which command it is, then what stands before the cursor.

std::string bash_values(const OptionDescription& option) {
  const std::string reply =
      option.takes_file() ? "-f" : "-W " + shell_quote(join(option.choices(), " "));
  return fmt::format("        {}) COMPREPLY=($(compgen {} -- \"$current\")); return ;;\n",
                     join(option.names, "|"), reply);
}

std::string bash_command(const CommandDescription& command,
                         const std::vector<std::string>& builtins) {
  std::string values;
  std::vector<std::string> names{"--help"};
  for (const OptionDescription& option : command.options) {
    if (option.is_positional()) {
      continue;
    }
    names.insert(names.end(), option.names.begin(), option.names.end());
    values += option.value.empty() ? "" : bash_values(option);
  }
  std::string out = fmt::format("    {})\n", command.name);
  if (!values.empty()) {
    out += fmt::format("      case $previous in\n{}      esac\n", values);
  }
  return out + fmt::format("      options={} words={} files={} ;;\n", shell_quote(join(names, " ")),
                           shell_quote(join(words_of(command, builtins), " ")),
                           takes_files(command) ? "yes" : "no");
}

std::string bash_script(const CommandLine& line, const std::vector<std::string>& builtins) {
  std::string cases;
  for (const CommandDescription& command : line.commands) {
    cases += bash_command(command, builtins);
  }
  return fmt::format(R"(# Completion of tiltc for bash; made by `tiltc completion bash`.
_tiltc() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}
  local command= options= words= files=no word
  # `--option=value` comes as three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=${{COMP_WORDS[COMP_CWORD-2]}}
  fi
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    if [[ $word != -* ]]; then
      command=$word
      break
    fi
  done
  case $command in
    "")
      COMPREPLY=($(compgen -W {} -- "$current"))
      return ;;
{}    *) return ;;
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ $files == yes ]]; then
    COMPREPLY=($(compgen -f -- "$current"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}}
complete -o filenames -o bashdefault -F _tiltc tiltc
)",
                     shell_quote(join(command_names(line), " ") + " --help --version"), cases);
}

// zsh: _arguments for each command.

std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '[' || c == ']' || c == ':' || c == '\\' ? "\\" : "";
    out += c;
  }
  return out;
}

std::string zsh_option(const OptionDescription& option) {
  const std::vector<std::string> choices = option.choices();
  std::string tail = fmt::format("[{}]", zsh_text(option.doc));
  if (!option.value.empty()) {
    tail += fmt::format(":{}:{}", zsh_text(option.value),
                        option.takes_file() ? "_files"
                        : choices.empty()   ? " "
                                            : "(" + join(choices, " ") + ")");
  }
  std::string out;
  for (const std::string& name : option.names) {
    const bool takes_equals = !option.value.empty() && name.starts_with("--");
    out += fmt::format(" \\\n        {}",
                       shell_quote(fmt::format("({}){}{}{}", join(option.names, " "), name,
                                               takes_equals ? "=" : "", tail)));
  }
  return out;
}

std::string zsh_command(const CommandDescription& command,
                        const std::vector<std::string>& builtins) {
  std::string out = fmt::format("      {})\n      _arguments", command.name);
  for (const OptionDescription& option : command.options) {
    out += option.is_positional() ? "" : zsh_option(option);
  }
  const std::vector<std::string> words = words_of(command, builtins);
  if (!words.empty()) {
    out += fmt::format(" \\\n        {}", shell_quote("1:name:(" + join(words, " ") + ")"));
  } else if (takes_files(command)) {
    out += " \\\n        '*:file:_files'";
  }
  return out + " ;;\n";
}

std::string zsh_script(const CommandLine& line, const std::vector<std::string>& builtins) {
  std::string names;
  std::string cases;
  for (const CommandDescription& command : line.commands) {
    names += fmt::format("    {}\n", shell_quote(command.name + ":" + zsh_text(command.doc)));
    cases += zsh_command(command, builtins);
  }
  return fmt::format(R"(#compdef tiltc
# Completion of tiltc for zsh; made by `tiltc completion zsh`.
_tiltc() {{
  local -a commands
  commands=(
{}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
{}  esac
}}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _tiltc "$@"
else
  compdef _tiltc tiltc
fi
)",
                     names, cases);
}

// fish: a line for everything that may be typed.

std::string fish_option(const std::string& condition, const OptionDescription& option) {
  std::string out = "complete -c tiltc " + condition;
  for (const std::string& name : option.names) {
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  const std::vector<std::string> choices = option.choices();
  if (option.takes_file()) {
    out += " -r";
  } else if (!option.value.empty()) {
    out += " -x -a " + shell_quote(join(choices, " "));
  }
  return out + " -d " + shell_quote(option.doc) + "\n";
}

std::string fish_script(const CommandLine& line, const std::vector<std::string>& builtins) {
  std::string out = "# Completion of tiltc for fish; made by `tiltc completion fish`.\n";
  for (const CommandDescription& command : line.commands) {
    out += fmt::format("complete -c tiltc -f -n __fish_use_subcommand -a {} -d {}\n", command.name,
                       shell_quote(command.doc));
    const std::string condition =
        "-n " + shell_quote("__fish_seen_subcommand_from " + command.name);
    for (const OptionDescription& option : command.options) {
      out += option.is_positional() ? "" : fish_option(condition, option);
    }
    if (const std::vector<std::string> words = words_of(command, builtins); !words.empty()) {
      out +=
          fmt::format("complete -c tiltc -f {} -a {}\n", condition, shell_quote(join(words, " ")));
    } else if (!takes_files(command)) {
      out += fmt::format("complete -c tiltc -f {}\n", condition);
    }
  }
  return out;
}

}  // namespace

std::string completion_script(Shell shell, const CommandLine& line,
                              const std::vector<std::string>& builtins) {
  switch (shell) {
    case Shell::kBash:
      return bash_script(line, builtins);
    case Shell::kZsh:
      return zsh_script(line, builtins);
    case Shell::kFish:
      break;
  }
  return fish_script(line, builtins);
}

}  // namespace tiltc::cli
