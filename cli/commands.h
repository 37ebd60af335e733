#pragma once

#include "options.h"

// One function a command; each returns the process's exit code.
namespace tiltc::cli {

int command_run(const Options& options);
int command_eval(const Options& options);
int command_graph(const Options& options);
int command_test(const Options& options);
int command_check(const Options& options);
int command_fmt(const Options& options);
int command_repl(const Options& options);
int command_extensions(const Options& options);
int command_help(const Options& options);
int command_completion(const Options& options);
int command_version();

}  // namespace tiltc::cli
