#pragma once

#include <string>
#include <vector>

#include "tiltc/engine.h"

namespace tiltc::cli {

// Exit codes, documented in docs/cli.md.
enum ExitCode {
  kGood = 0,
  kFailed = 1,   // a build, a push, a local command failed, or a result could not be written
  kUsage = 2,    // the command line is wrong
  kMistake = 3,  // the Tiltfile, or a file that it reads, has mistakes
  kInterrupted = 130,
  kTerminated = 143,
};

// tiltc ext …
enum class ExtensionAction { kLock, kFetch };

enum class CommandName {
  kNone, kRun, kEval, kCheck, kTest, kGraph, kFmt, kRepl, kExt, kHelp, kCompletion, kVersion
};

// The command line, checked and with defaults filled in.
struct Options {
  CommandName command = CommandName::kNone;
  std::string tiltfile = "Tiltfile";
  bool tiltfile_given = false;
  std::vector<std::string> arguments;  // after the Tiltfile and after `--`: for the Tiltfile
  std::vector<std::string> words;      // as given: the Tiltfile and what follows it before `--`
  std::string file;                    // as given: -f
  std::vector<std::string> only;       // resources that the run is about
  std::string kube_context;            // "": the kubeconfig's
  std::string kube_namespace;          // "": the context's
  std::vector<std::string> files;      // check, test, fmt
  std::string expression;              // eval: what to evaluate instead of a Tiltfile
  bool has_expression = false;
  std::string profile;           // run, eval: file for the profile of the evaluation
  std::string topic;             // help
  bool markdown = false;         // help: the whole reference as a page
  bool man = false;              // help: the manual page
  bool stubs = false;            // help: the Python stub file
  std::string shell;             // completion: bash, zsh, fish
  std::string until = "inject";  // run: build, push, inject
  std::string push = "auto";     // run: auto, always, never
  std::string pin = "tag";       // run: tag, digest
  bool verify_images = false;    // run
  std::string lock;              // run: lock file to take images from; "" for none
  std::string lock_output;       // run: lock file to write; "" for none
  std::string inject = "minimal";  // run: minimal, tilt
  std::string output = "-";      // run: file for the YAML, "-" for stdout
  int jobs = 0;                  // builds at once, and commands; 0: see docs/cli.md
  std::string state_dir;         // empty: by the XDG rules
  bool offline = false;          // fetch no extensions
  ExtensionAction extension_action = ExtensionAction::kLock;
  bool check_only = false;  // fmt: write nothing
  bool diff = false;        // fmt: show what would change
  bool json = false;
  bool dry_run = false;
  bool keep_going = false;
  bool trace = false;  // eval: what each call of a builtin cost
  bool no_local = false;
  bool help_requested = false;        // the text is in `message`
  std::string graph_format = "dot";   // graph: dot, mermaid, json
  std::string error_format = "full";  // full, short, json, sarif
  Dialect dialect;                    // what evaluates or checks
  Limits limits;                      // what evaluates
  Phase last_phase = Phase::kExecute;  // test
  std::string filter;                  // test: a regular expression; empty: all
  std::string junit;                   // test: file for the report; empty: none
  std::string lcov;                    // test: file for the coverage; empty: none
  bool accept = false;                 // test: write snapshots
  bool coverage = false;               // test: show which lines did not run
  std::string progress = "auto";      // auto, live, plain
  std::string message;                // usage text, or what is wrong with the command line
};

// Reads the command line. With kNone, `message` says what is wrong.
Options parse_command_line(int argc, const char* const* argv);

}  // namespace tiltc::cli
