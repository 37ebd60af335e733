#include "background_commands.h"

#include <algorithm>
#include <set>

#include "programs.h"
#include "state/field_digest.h"

namespace tiltc::builtins {

namespace {

// An answer that this many writes of the journal have not used is dropped.
constexpr std::uint64_t kMaxIdle = 20;
// Output that a journal holds, in bytes; the oldest answers go first.
constexpr std::size_t kMaxKept = std::size_t{64} << 20;

Command runnable(const PureCommand& pure, std::stop_token stop) {
  Command command;
  command.argv = pure.argv;
  for (const auto& [name, value] : pure.environment) {
    command.environment.push_back(name + "=" + value);
  }
  command.environment_base = EnvironmentBase::kEmpty;
  command.directory = pure.directory;
  command.input = pure.input;
  command.stop = std::move(stop);
  return command;
}

void add_stamp(state::FieldDigest& hash, const Result<FileStamp>& stamp) {
  if (!stamp.ok()) {
    return;
  }
  for (const std::uint64_t part :
       {stamp->device, stamp->inode, stamp->size, static_cast<std::uint64_t>(stamp->modified_ns),
        static_cast<std::uint64_t>(stamp->changed_ns)}) {
    hash.field(std::to_string(part));
  }
}

}  // namespace

BackgroundCommands::BackgroundCommands(Options options) : options_(options) {
  if (options_.journal != nullptr) {
    kept_ = options_.journal->load();
  }
}

BackgroundCommands::~BackgroundCommands() {
  stop();
}

void BackgroundCommands::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_.request_stop();
    queue_.clear();
    ahead_queue_.clear();
  }
  changed_.notify_all();
  threads_.clear();
}

// A program counts as itself as long as its file was not written to or replaced.
std::string BackgroundCommands::key_of(const PureCommand& command) const {
  state::FieldDigest hash;
  hash.field(std::to_string(command.argv.size()));
  for (const std::string& word : command.argv) {
    hash.field(word);
  }
  hash.field(command.directory);
  hash.field(command.input);
  for (const auto& [name, value] : command.environment) {
    hash.field(name);
    hash.field(value);
  }
  const auto program = find_program(options_.disk, command.argv.empty() ? "" : command.argv.front(),
                                    command.directory, command.environment);
  hash.field(program.value_or(""));
  if (program) {
    add_stamp(hash, options_.disk.stamp(*program));
  }
  return hash.finish();
}

void BackgroundCommands::enqueue(std::deque<Job*>& queue, Job& job) {
  {
    const std::lock_guard lock(mutex_);
    queue.push_back(&job);
    const std::size_t waiting = queue_.size() + ahead_queue_.size();
    if (threads_.size() < options_.jobs && threads_.size() < busy_ + waiting) {
      threads_.emplace_back([this] { work(); });
    }
  }
  changed_.notify_all();
}

void BackgroundCommands::start_ahead(const std::map<std::string, std::string>& environment) {
  for (const state::CommandAnswer& answer : kept_) {
    PureCommand command{answer.argv,  environment,   answer.directory,
                        answer.input, answer.inputs, true};
    // In another environment the call will ask for something else.
    if (answer.idle != 0 || key_of(command) != answer.key) {
      continue;
    }
    auto job = std::make_unique<Job>();
    job->command = std::move(command);
    job->key = answer.key;
    job->is_ahead = true;
    Job& added = *job;
    if (const std::lock_guard lock(mutex_); !ahead_.emplace(answer.key, std::move(job)).second) {
      continue;
    }
    enqueue(ahead_queue_, added);
  }
}

BackgroundCommands::Ticket BackgroundCommands::start(PureCommand command) {
  auto job = std::make_unique<Job>();
  job->key = key_of(command);
  job->command = std::move(command);
  jobs_.push_back(std::move(job));
  enqueue(queue_, *jobs_.back());
  return jobs_.size() - 1;
}

const Result<CommandOutcome>& BackgroundCommands::wait(Ticket ticket) {
  const Job& job = *jobs_[ticket];
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&job] { return job.state == State::kDone; });
  return *job.outcome;
}

void BackgroundCommands::work() {
  for (std::unique_lock lock(mutex_);;) {
    changed_.wait(lock, [this] {
      return stop_.stop_requested() || !queue_.empty() || !ahead_queue_.empty();
    });
    Job* job = next_job();
    if (job == nullptr) {
      return;
    }
    job->state = State::kRunning;
    ++busy_;
    lock.unlock();
    job->is_ahead ? answer_ahead(*job) : answer(*job);
    lock.lock();
    --busy_;
    job->state = State::kDone;
    changed_.notify_all();
  }
}

// With the lock held. None when it is time to stop.
BackgroundCommands::Job* BackgroundCommands::next_job() {
  for (std::deque<Job*>* queue : {&queue_, &ahead_queue_}) {
    if (!queue->empty()) {
      Job* job = queue->front();
      queue->pop_front();
      return job;
    }
  }
  return nullptr;
}

void BackgroundCommands::answer(Job& job) {
  if (job.command.may_be_kept) {
    job.before = state::take_snapshot(options_.disk, job.command.inputs);
  }
  if (const std::unique_ptr<Job> ahead = take_ahead(job.key)) {
    const bool same = ahead->command.inputs == job.command.inputs && ahead->before == job.before;
    if (ahead->has_run && ahead->is_sound && same) {
      job.outcome = std::move(ahead->outcome);
      job.is_sound = job.has_run = true;
      return;
    }
  }
  if (std::optional<CommandOutcome> kept = kept_answer(job)) {
    job.outcome = std::move(*kept);
    job.is_sound = true;
    return;
  }
  run(job);
}

void BackgroundCommands::answer_ahead(Job& job) {
  job.before = state::take_snapshot(options_.disk, job.command.inputs);
  if (job.before && !kept_answer(job)) {
    run(job);
  }
}

void BackgroundCommands::run(Job& job) {
  job.outcome = options_.commands.run(runnable(job.command, stop_.get_token()), nullptr);
  job.has_run = true;
  // An input that was written to meanwhile leaves it open what the command read.
  job.is_sound = job.before && job.outcome->ok() && (*job.outcome)->succeeded() &&
                 state::take_snapshot(options_.disk, job.command.inputs) == job.before;
}

std::optional<CommandOutcome> BackgroundCommands::kept_answer(const Job& job) const {
  const auto kept = std::find_if(kept_.begin(), kept_.end(), [&job](const auto& answer) {
    return answer.key == job.key && answer.inputs == job.command.inputs;
  });
  if (kept == kept_.end() || !job.before || kept->content != job.before->content) {
    return std::nullopt;
  }
  CommandOutcome outcome;
  outcome.output = kept->output;
  outcome.error_output = kept->error_output;
  return outcome;
}

// The job that was started ahead for `key`, ended; nothing when there is none, or it did not begin.
std::unique_ptr<BackgroundCommands::Job> BackgroundCommands::take_ahead(const std::string& key) {
  std::unique_lock lock(mutex_);
  if (const auto found = ahead_.find(key);
      found != ahead_.end() && std::erase(ahead_queue_, found->second.get()) > 0) {
    ahead_.erase(found);
  }
  // Another call of the same command may take it meanwhile.
  changed_.wait(lock, [&] {
    const auto found = ahead_.find(key);
    return found == ahead_.end() || found->second->state == State::kDone;
  });
  const auto ended = ahead_.extract(key);
  return ended.empty() ? nullptr : std::move(ended.mapped());
}

Status BackgroundCommands::save() {
  stop();
  std::vector<state::CommandAnswer> answers;
  std::set<std::string> used;
  bool has_news = false;
  for (const std::unique_ptr<Job>& job : jobs_) {
    if (!job->is_sound || !used.insert(job->key).second) {
      continue;
    }
    has_news = has_news || job->has_run;
    const CommandOutcome& outcome = **job->outcome;
    answers.push_back({job->key, job->command.argv, job->command.directory, job->command.input,
                       job->command.inputs, job->before->content, outcome.output,
                       outcome.error_output, 0});
  }
  if (!has_news || options_.journal == nullptr) {
    return Done{};
  }
  for (state::CommandAnswer& answer : kept_) {
    if (!used.contains(answer.key) && ++answer.idle <= kMaxIdle) {
      answers.push_back(std::move(answer));
    }
  }
  std::size_t size = 0;
  std::erase_if(answers, [&size](const state::CommandAnswer& answer) {
    size += answer.output.size() + answer.error_output.size();
    return size > kMaxKept;
  });
  return options_.journal->save(answers);
}

}  // namespace tiltc::builtins
