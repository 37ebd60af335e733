#include <unistd.h>

#include <csignal>
#include <string>

#include "commands.h"
#include "diagnostics_output.h"
#include "input_pieces.h"
#include "interactive_session.h"
#include "line_source.h"
#include "project.h"
#include "user_directories.h"

namespace tiltc::cli {

namespace {

constexpr std::string_view kBanner =
    "tiltc " TILTC_VERSION
    "; help() lists what there is, help(x) tells of x, Ctrl-C ends a piece, Ctrl-D the session\n";

// Empty where no directory for state is known.
std::string history_file() {
  const std::string state = state_directory("", "", process_environment());
  return state.empty() ? "" : state + "/repl_history";
}

void print_line(std::string_view text) {
  print_result(std::string(text) + "\n");
}

// The loop of reading, running and printing.
class Repl {
 public:
  explicit Repl(const Options& options)
      : on_terminal_(::isatty(STDIN_FILENO) != 0), session_(options, &print_line) {}

  int run(const Options& options) {
    const std::unique_ptr<LineSource> lines =
        on_terminal_
            ? edited_lines(history_file(), [this](std::string_view line) { return complete(line); })
            : plain_lines();
    if (on_terminal_) {
      print_result(kBanner);
    }
    if (options.tiltfile_given) {
      show(session_.run_file(options.tiltfile));
    }
    while (!ended_ && step(*lines)) {
    }
    return exit_code_;
  }

 private:
  // Reads a line and runs what it completes; false when there are no more.
  bool step(LineSource& lines) {
    const InputLine line = lines.read(pieces_.is_open() ? "... " : ">>> ");
    switch (line.kind) {
      case InputLine::Kind::kInterrupted:
        pieces_.take_rest();
        return true;
      case InputLine::Kind::kEnd:
        run_piece(pieces_.take_rest());
        return false;
      case InputLine::Kind::kText:
        for (const std::string& piece : pieces_.add(line.text)) {
          run_piece(piece);
        }
    }
    return true;
  }

  void run_piece(const std::string& piece) {
    if (!ended_) {
      show(session_.run("<input>", piece));
    }
  }

  // A mistake ends neither session; but whoever pipes a program in learns of it at the end.
  void show(const builtins::Interactive::Answer& answer) {
    if (answer.value && !answer.is_none) {
      print_line(*answer.value);
    }
    if (!answer.good && !on_terminal_) {
      exit_code_ = kMistake;
    }
    const std::optional<int> signal = session_.signal();
    if (signal && (!on_terminal_ || *signal != SIGINT)) {
      exit_code_ = 128 + *signal;
      ended_ = true;
    }
    ended_ = ended_ || answer.stopped;
  }

  Completion complete(std::string_view line) {
    return {builtins::Interactive::last_name(line), session_.interactive().complete(line)};
  }

  bool on_terminal_;
  InteractiveSession session_;
  InputPieces pieces_;
  int exit_code_ = kGood;
  bool ended_ = false;
};

}  // namespace

int command_repl(const Options& options) {
  return Repl(options).run(options);
}

}  // namespace tiltc::cli
