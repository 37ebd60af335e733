#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "exec/process.h"

// What the tests of this room share. Not compiled into the room.
namespace tiltc::exec::testing {

struct Outcome {
  ProcessExit exit;
  std::string output;
  std::string error_output;
};

inline Command shell(std::string script) {
  Command command;
  command.argv = {"sh", "-c", std::move(script)};
  return command;
}

// Runs a request to its end, collecting what it writes.
inline Result<Outcome> run(ProcessRequest request, ProcessContext context = {}) {
  Outcome outcome;
  request.sink = [&outcome](OutputStream stream, std::string_view bytes) {
    (stream == OutputStream::kOut ? outcome.output : outcome.error_output).append(bytes);
  };
  Result<ProcessExit> exit = run_blocking(run_process(std::move(request), std::move(context)));
  if (!exit.ok()) {
    return std::move(exit.error());
  }
  outcome.exit = *exit;
  return outcome;
}

inline Result<Outcome> run(Command command, ProcessContext context = {}) {
  ProcessRequest request;
  request.command = std::move(command);
  return run(std::move(request), std::move(context));
}

// How many living processes carry `marker` in their command line; the caller's own does not count.
int count_processes(const std::string& marker);

// The living children of this process.
std::vector<int> children();

// A marker that no other test run on this machine has.
std::string unique_marker(const std::string& name);

// Whether `condition` came true within the time.
bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds time);

inline double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace tiltc::exec::testing
