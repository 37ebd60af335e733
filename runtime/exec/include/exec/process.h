#pragma once

#include <chrono>
#include <string>

#include "base/command.h"
#include "exec/async.h"

namespace tiltc::exec {

class Supervisor;

// What all processes of one run share.
struct ProcessContext {
  // Kills what the run started when tiltc itself is killed. May be null; else it outlives the run.
  Supervisor* supervisor = nullptr;
  CancelToken cancel;
  // Between TERM and KILL when the run is cancelled.
  std::chrono::milliseconds grace{10'000};
};

enum class OutputPipes {
  kOne,  // both streams through one pipe, in the order they were written; all of it is
         // OutputStream::kOut
  kTwo,  // told apart; the order between the two is the order of arrival
};

struct ProcessRequest {
  Command command;
  // When set, standard input is this file (and command.input is ignored).
  std::string input_file;
  OutputPipes pipes = OutputPipes::kOne;
  // Called on the executor's thread with up to 64 KB at a time. While it works nothing more is
  // read, so a slow sink slows the child down instead of filling memory. Null: output is dropped.
  OutputSink sink;
};

struct ProcessExit {
  int exit_code = 0;       // 128 + signal when a signal ended it
  int signal = 0;          // 0: it exited by itself
  bool cancelled = false;  // the run was cancelled while it ran

  bool succeeded() const { return exit_code == 0 && !cancelled; }
};

// Runs one program to its end, in a process group of its own. An Error means that it could not be
// started:
//   program-not-found, program-not-executable, program-not-runnable, directory-missing,
//   input-file-unreadable, process-not-started.
//
// The environment is the process's own with command.environment laid over it, and the program is
// looked up on the PATH that results. Signal dispositions and masks are the default ones in the
// child; no file descriptors but 0, 1 and 2 are passed on.
//
// When the program has ended but something it left in the background still holds the output pipe,
// that gets a short time to finish; then its group is killed. What let go of the pipe is left
// alone.
//
// When `context.cancel` is pulled, the group and everything that descends from it gets TERM, and
// KILL after the grace time; the coroutine then ends with `cancelled` set. It never throws.
Async<Result<ProcessExit>> run_process(ProcessRequest request, ProcessContext context);

}  // namespace tiltc::exec
