#include "child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>

#include "base/path.h"
#include "exec/supervisor.h"
#include "launch.h"
#include "program.h"

namespace tiltc::exec {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

// The program has ended, but the pipe is held by something that it left behind: how long that may
// go on writing, and how long it then has between TERM and KILL.
constexpr milliseconds kLinger{250};
constexpr milliseconds kLingerGrace{500};

// After KILL: a pipe that is open still belongs to someone we have no hold on.
constexpr milliseconds kLastWords{300};

// How often we look whether a group has died, where nothing tells us.
constexpr milliseconds kPoll{40};

constexpr std::size_t kMaxProcesses = 32768;  // of the machine
constexpr std::size_t kMaxMembers = 8192;

Diagnostic not_started(const std::string& program, const char* step) {
  return error("process-not-started",
               fmt::format("can't start `{}`: {}: {}", program, step, std::strerror(errno)));
}

// Above 2, where the child's own three will stand.
UniqueFd lift(int fd) {
  UniqueFd lifted(fd < 0 ? -1 : ::fcntl(fd, F_DUPFD_CLOEXEC, 3));
  if (fd >= 0) {
    const int error_number = errno;
    ::close(fd);
    errno = error_number;
  }
  return lifted;
}

bool write_whole(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return true;
}

// A file in memory and not a pipe: nothing to feed while the child runs, and no SIGPIPE when it
// doesn't read.
UniqueFd memory_file(std::string_view text) {
  UniqueFd file = lift(::memfd_create("stdin", MFD_CLOEXEC));
  if (!file || !write_whole(file.get(), text) || ::lseek(file.get(), 0, SEEK_SET) != 0) {
    return UniqueFd();
  }
  return file;
}

bool has_nul(const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [](const std::string& text) { return text.find('\0') != std::string::npos; });
}

Status check_command(const Command& command) {
  if (command.argv.empty()) {
    return error("program-not-found", "the command is empty")
        .with_help("name the program to run first, then its arguments");
  }
  if (has_nul(command.argv) || has_nul(command.environment) || has_nul({command.directory})) {
    return error("process-not-started", fmt::format("can't start `{}`: a zero byte stands in its "
                                                    "arguments, environment or folder",
                                                    command.argv.front().c_str()))
        .note("the system ends such texts at the zero byte");
  }
  struct stat info {};
  if (!command.directory.empty() &&
      (::stat(command.directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))) {
    return error("directory-missing", fmt::format("there is no folder {}", command.directory))
        .note(fmt::format("`{}` was to be run in it", command.argv.front()));
  }
  return Done{};
}

}  // namespace

Child::Child(const Executor& executor, ProcessRequest request, ProcessContext context)
    : executor_(executor),
      request_(std::move(request)),
      context_(std::move(context)),
      alarm_(executor) {}

Child::~Child() {
  if (pid_ < 0) {
    return;
  }
  ::kill(-pid_, SIGKILL);
  reap();
}

Status Child::start() {
  Status checked = check_command(request_.command);
  if (!checked.ok()) {
    return checked;
  }
  if (context_.supervisor != nullptr) {
    Status supervised = context_.supervisor->start();
    if (!supervised.ok()) {
      return supervised;
    }
  }
  return start_program();
}

Status Child::start_program() {
  const Command& command = request_.command;
  Launch plan;
  plan.argv = command.argv;
  plan.environment = command_environment(command);
  plan.directory = command.directory;
  Result<std::string> program =
      find_program(command.argv.front(), command.directory, plan.environment);
  if (!program.ok()) {
    return std::move(program.error());
  }
  plan.program = *program;
  Result<UniqueFd> input = open_input();
  if (!input.ok()) {
    return std::move(input.error());
  }
  Result<UniqueFd> output = add_pipe(OutputStream::kOut);
  Result<UniqueFd> error_output = request_.pipes == OutputPipes::kTwo
                                      ? add_pipe(OutputStream::kError)
                                      : Result<UniqueFd>(UniqueFd());
  if (!output.ok() || !error_output.ok()) {
    return std::move((output.ok() ? error_output : output).error());
  }
  plan.input = input->get();
  plan.output = output->get();
  plan.error_output = *error_output ? error_output->get() : output->get();
  plan.registration =
      context_.supervisor == nullptr ? -1 : context_.supervisor->registration_descriptor();
  Result<pid_t> pid = launch(plan);
  if (!pid.ok()) {
    return std::move(pid.error());
  }
  pid_ = *pid;
  return Done{};
}

Result<UniqueFd> Child::open_input() const {
  if (!request_.input_file.empty()) {
    UniqueFd file = lift(::open(request_.input_file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) {
      return error("input-file-unreadable",
                   fmt::format("can't read {}: {}", request_.input_file, std::strerror(errno)))
          .note(fmt::format("it was to be the standard input of `{}`",
                            request_.command.argv.front()));
    }
    return file;
  }
  UniqueFd file = request_.command.input.empty() ? lift(::open("/dev/null", O_RDONLY | O_CLOEXEC))
                                                 : memory_file(request_.command.input);
  if (!file) {
    return not_started(request_.command.argv.front(), "standard input");
  }
  return file;
}

// The end that the child writes to; ours is kept in pipes_.
Result<UniqueFd> Child::add_pipe(OutputStream stream) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return not_started(request_.command.argv.front(), "pipe");
  }
  UniqueFd reading(ends[0]);
  UniqueFd writing = lift(ends[1]);
  boost::system::error_code problem;
  asio::posix::stream_descriptor descriptor(executor_);
  descriptor.assign(reading.get(), problem);
  if (!writing || problem) {
    return not_started(request_.command.argv.front(), "pipe");
  }
  reading.release();
  pipes_.push_back(std::make_unique<Pipe>(std::move(descriptor), stream));
  return writing;
}

void Child::read_more(Pipe& pipe) {
  pipe.descriptor.async_read_some(
      asio::buffer(pipe.buffer),
      [self = shared_from_this(), &pipe](boost::system::error_code problem, std::size_t size) {
        if (size > 0 && self->request_.sink) {
          self->request_.sink(pipe.stream, {pipe.buffer.data(), size});
        }
        if (problem) {
          boost::system::error_code ignored;
          pipe.descriptor.close(ignored);
          self->wake();
        } else {
          self->read_more(pipe);
        }
      });
}

void Child::watch_exit() {
  const auto pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (pidfd < 0) {
    return;
  }
  boost::system::error_code problem;
  exit_watch_.emplace(executor_);
  exit_watch_->assign(pidfd, problem);
  if (problem) {
    ::close(pidfd);
    exit_watch_.reset();
    return;
  }
  exit_watch_->async_wait(asio::posix::stream_descriptor::wait_read,
                          [self = shared_from_this()](boost::system::error_code) { self->wake(); });
}

Async<ProcessExit> Child::finish() {
  for (const auto& pipe : pipes_) {
    read_more(*pipe);
  }
  watch_exit();
  subscription_ = context_.cancel.on_change([this, weak = weak_from_this()] {
    asio::post(executor_, [weak] {
      if (const auto self = weak.lock()) {
        self->wake();
      }
    });
  });
  for (react(); !finished(); react()) {
    co_await pause();
  }
  close_pipes();
  subscription_ = CancelSubscription();
  co_return reap();
}

// Looks at the world anew; idempotent, so that it doesn't matter how often and why we were woken.
void Child::react() {
  look_for_exit();
  if (context_.cancel.cancelled() && !finished()) {
    cancelled_ = true;
  }
  if (cancelled_) {
    react_to_cancel();
  } else if (exited_ && pipes_open()) {
    react_to_held_pipe();
  }
}

void Child::react_to_cancel() {
  refresh_tree();
  if (pressure_ == Pressure::kNone) {
    ask();
    set_deadline(context_.grace);
  }
  const bool now = context_.cancel.level() == CancelLevel::kNow;
  if (pressure_ == Pressure::kAsked && (now || deadline_passed())) {
    pressure_ = Pressure::kKilled;
    set_deadline(kLastWords);
  }
  if (pressure_ == Pressure::kKilled) {
    kill_all();  // each time: something may have been born meanwhile
    if (deadline_passed() && exited_) {
      pressure_ = Pressure::kGivenUp;
    }
  }
}

void Child::react_to_held_pipe() {
  if (!deadline_) {
    set_deadline(kLinger);
  } else if (deadline_passed() && pressure_ == Pressure::kNone) {
    pressure_ = Pressure::kAsked;
    ::kill(-pid_, SIGTERM);
    set_deadline(kLingerGrace);
  } else if (deadline_passed() && pressure_ == Pressure::kAsked) {
    pressure_ = Pressure::kKilled;
    ::kill(-pid_, SIGKILL);
    set_deadline(kLastWords);
  } else if (deadline_passed()) {
    pressure_ = Pressure::kGivenUp;
  }
}

// Without reaping it: as long as the zombie is there, its number and its group's are not given to
// others.
void Child::look_for_exit() {
  siginfo_t info{};
  const int result = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  exited_ = exited_ || (result == 0 && info.si_pid == pid_) || (result < 0 && errno == ECHILD);
}

void Child::ask() {
  pressure_ = Pressure::kAsked;
  ::kill(-pid_, SIGTERM);
  ::kill(-pid_, SIGCONT);  // a stopped process takes TERM only when it goes on
  tree_->signal(SIGTERM);
}

void Child::kill_all() {
  ::kill(-pid_, SIGKILL);
  tree_->signal(SIGKILL);
}

bool Child::finished() const {
  if (pressure_ == Pressure::kGivenUp) {
    return true;
  }
  const bool nobody_left = !cancelled_ || (tree_.has_value() && tree_->empty());
  return exited_ && !pipes_open() && nobody_left;
}

bool Child::pipes_open() const {
  return std::any_of(pipes_.begin(), pipes_.end(),
                     [](const auto& pipe) { return pipe->descriptor.is_open(); });
}

bool Child::deadline_passed() const {
  return deadline_ && std::chrono::steady_clock::now() >= *deadline_;
}

void Child::set_deadline(milliseconds time) {
  deadline_ = std::chrono::steady_clock::now() + time;
}

Async<void> Child::pause() {
  Time until = deadline_.value_or(Time::max());
  // The death of other members of the group raises no event, nor does ours on an old kernel.
  if (cancelled_ || !exit_watch_) {
    until = std::min(until, std::chrono::steady_clock::now() + kPoll);
  }
  alarm_.expires_at(until);
  boost::system::error_code ignored;
  co_await alarm_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

void Child::wake() {
  alarm_.cancel();
}

void Child::close_pipes() {
  boost::system::error_code ignored;
  for (const auto& pipe : pipes_) {
    pipe->descriptor.close(ignored);
  }
  if (exit_watch_) {
    exit_watch_->close(ignored);
  }
}

void Child::refresh_tree() {
  if (!tree_) {
    tree_table_.resize(kMaxProcesses);
    tree_members_.resize(kMaxMembers);
    tree_.emplace(tree_table_, tree_members_);
  }
  tree_->refresh(std::span<const pid_t>(&pid_, 1));
}

ProcessExit Child::reap() {
  if (context_.supervisor != nullptr) {
    context_.supervisor->forget_group(pid_);
  }
  int status = 0;
  pid_t reaped = 0;
  do {
    reaped = ::waitpid(pid_, &status, 0);
  } while (reaped < 0 && errno == EINTR);
  pid_ = -1;
  ProcessExit result;
  result.cancelled = cancelled_;
  if (reaped < 0) {
    result.exit_code = 255;  // the embedding program took the status from us
  } else if (WIFSIGNALED(status)) {
    result.signal = WTERMSIG(status);
    result.exit_code = 128 + result.signal;
  } else {
    result.exit_code = WEXITSTATUS(status);
  }
  return result;
}

}  // namespace tiltc::exec
