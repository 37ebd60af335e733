#include <fmt/format.h>

#include <cstdio>

#include "base/text.h"
#include "builtins/evaluation.h"
#include "commands.h"
#include "diagnostics_output.h"

namespace tiltc::cli {

int command_help(const Options& options) {
  if (options.markdown) {
    return print_result(builtins::reference_markdown()) ? kGood : kFailed;
  }
  if (options.topic.empty()) {
    const std::string text =
        "The builtins of a Tiltfile; `tiltc help NAME` shows one, `tiltc --help` the "
        "commands.\n\n" +
        builtins::reference_index();
    return print_result(text) ? kGood : kFailed;
  }
  if (const auto text = builtins::reference_text(options.topic)) {
    return print_result(*text) ? kGood : kFailed;
  }
  const std::vector<std::string> near = closest_names(options.topic, builtins::builtin_names(), 3);
  print_diagnostic(error("unknown-builtin", fmt::format("there is no builtin `{}`", options.topic))
                       .with_help(near.empty() ? "`tiltc help` lists all"
                                               : "did you mean " + join(near, ", ") + "?"),
                   options);
  return kUsage;
}

int command_version() {
  return print_result("tiltc " TILTC_VERSION "\n") ? kGood : kFailed;
}

}  // namespace tiltc::cli
