#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/command.h"
#include "base/disk.h"
#include "state/command_journal.h"
#include "state/input_snapshot.h"

namespace tiltc::builtins {

// A command whose output depends on nothing but what stands here, and on its program.
struct PureCommand {
  std::vector<std::string> argv;
  std::map<std::string, std::string> environment;  // all of it
  std::string directory;
  std::string input;                // standard input
  std::vector<std::string> inputs;  // files and folders that it reads, absolute
  bool may_be_kept = true;          // false: it may read what `inputs` does not name
};

// Runs the pure commands of one evaluation side by side, on threads of its own. What the journal
// has an answer for, with every input unchanged, is not started. What the last evaluation ran, and
// whose inputs have changed since, is started ahead, before its call is reached; its answer is
// taken only if the inputs were not touched between that start and the call. Belongs to the thread
// that evaluates.
class BackgroundCommands {
 public:
  struct Options {
    CommandRunner& commands;
    const Disk& disk;
    const state::CommandJournal* journal = nullptr;  // none: nothing is kept
    std::size_t jobs = 1;                            // commands at once, at least 1
  };
  using Ticket = std::size_t;

  explicit BackgroundCommands(Options options);
  ~BackgroundCommands();  // stops what still runs, and waits for its end
  BackgroundCommands(const BackgroundCommands&) = delete;
  BackgroundCommands& operator=(const BackgroundCommands&) = delete;

  // Starts what the last evaluation needed and the journal can't answer any more.
  void start_ahead(const std::map<std::string, std::string>& environment);

  Ticket start(PureCommand command);
  const Result<CommandOutcome>& wait(Ticket ticket);

  // Writes the answers that are new into the journal. All tickets have been waited for.
  Status save();

 private:
  enum class State { kQueued, kRunning, kDone };

  struct Job {
    PureCommand command;
    std::string key;
    State state = State::kQueued;
    std::optional<state::InputSnapshot> before;  // nothing: not to be kept
    std::optional<Result<CommandOutcome>> outcome;
    bool is_ahead = false;
    bool is_sound = false;  // the outcome belongs to the inputs as `before` shows them
    bool has_run = false;
  };

  std::string key_of(const PureCommand& command) const;
  void enqueue(std::deque<Job*>& queue, Job& job);
  void work();
  Job* next_job();
  void answer(Job& job);
  void answer_ahead(Job& job);
  void run(Job& job);
  std::optional<CommandOutcome> kept_answer(const Job& job) const;
  std::unique_ptr<Job> take_ahead(const std::string& key);
  void stop();

  const Options options_;
  std::vector<state::CommandAnswer> kept_;  // what the journal had; constant while threads run
  std::vector<std::unique_ptr<Job>> jobs_;  // by ticket
  std::stop_source stop_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::unique_ptr<Job>> ahead_;  // by key
  std::deque<Job*> queue_, ahead_queue_;               // what was called for goes first
  std::size_t busy_ = 0;
  std::vector<std::jthread> threads_;
};

}  // namespace tiltc::builtins
