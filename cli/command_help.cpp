#include <fmt/format.h>

#include <cstdio>

#include "base/text.h"
#include "builtins/evaluation.h"
#include "command_line.h"
#include "commands.h"
#include "diagnostics_output.h"

namespace tiltc::cli {

namespace {

int print_page(const std::string& text) {
  return print_result(text) ? kGood : kFailed;
}

}  // namespace

int command_help(const Options& options) {
  if (options.markdown) {
    return print_page(builtins::reference_markdown());
  }
  if (options.man) {
    return print_page(man_page(describe_command_line(), builtins::reference_index()));
  }
  if (options.stubs) {
    return print_page(builtins::reference_stubs());
  }
  if (options.topic.empty()) {
    const std::string text =
        "The builtins of a Tiltfile; `tiltc help NAME` shows one, `tiltc --help` the "
        "commands.\n\n" +
        builtins::reference_index();
    return print_page(text);
  }
  if (const auto text = builtins::reference_text(options.topic)) {
    return print_page(*text);
  }
  const std::vector<std::string> near = closest_names(options.topic, builtins::builtin_names(), 3);
  print_diagnostic(error("unknown-builtin", fmt::format("there is no builtin `{}`", options.topic))
                       .with_help(near.empty() ? "`tiltc help` lists all"
                                               : "did you mean " + join(near, ", ") + "?"),
                   options);
  return kUsage;
}

int command_completion(const Options& options) {
  const Shell shell = options.shell == "bash"  ? Shell::kBash
                      : options.shell == "zsh" ? Shell::kZsh
                                               : Shell::kFish;
  return print_page(completion_script(shell, describe_command_line(), builtins::builtin_names()));
}

int command_version() {
  return print_page("tiltc " TILTC_VERSION "\n");
}

}  // namespace tiltc::cli
