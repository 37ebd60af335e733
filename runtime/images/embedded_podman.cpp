#include "embedded_podman.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"

namespace tiltc::images {
namespace {

using namespace std::chrono_literals;

constexpr auto kPollInterval = 20ms;
constexpr int kPolls = 1000;  // 20 s: storage may have to be created first
constexpr auto kSignOfLife = 60s;
constexpr std::string_view kIdleSeconds = "300";
constexpr std::size_t kMaxSocketParent = 80;  // of the 107 bytes that a socket's path may have
constexpr std::size_t kMaxKeptOutput = 8 << 10;

}  // namespace

// Shared with the coroutines that run the service and keep it alive: they end after stop(), but
// must not need the object for that.
struct EmbeddedPodman::Service {
  EngineAddress address;
  exec::CancelSource stop;
  std::string output;   // the last of what it said
  std::string failure;  // why it could not be started
  bool ended = false;
};

EmbeddedPodman::EmbeddedPodman(Environment environment, exec::ProcessContext processes)
    : environment_(std::move(environment)), processes_(std::move(processes)) {}

EmbeddedPodman::~EmbeddedPodman() {
  if (service_) {
    service_->stop.cancel_now();
  }
}

Diagnostic EmbeddedPodman::failed(std::string_view how) const {
  Diagnostic diagnostic =
      error("podman-service-failed", fmt::format("Podman's API service {}", how));
  const std::string output(trim(service_ ? service_->output : std::string()));
  if (!output.empty()) {
    diagnostic.note("it said: " + output);
  }
  return diagnostic.with_help(
      "try it: podman system service --time=10 unix:///tmp/podman-test.sock; or start Docker");
}

namespace {

// Keeps the end of a text, where the reason of a failure is.
void append_tail(std::string& text, std::string_view more) {
  text += more;
  if (text.size() > kMaxKeptOutput) {
    text.erase(0, text.size() - kMaxKeptOutput);
  }
}

}  // namespace

Status EmbeddedPodman::make_directories() {
  // A socket's path has to be short; what Podman unpacks may be large, so it goes where Podman puts
  // it.
  const std::string chosen = variable(environment_, "TMPDIR");
  const bool is_short = !chosen.empty() && chosen.size() < kMaxSocketParent;
  auto directory = PrivateDirectory::make_below(is_short ? chosen : "/tmp", processes_.supervisor);
  if (!directory.ok()) {
    return std::move(directory).error();
  }
  directory_ = std::move(*directory);
  auto scratch =
      PrivateDirectory::make_below(chosen.empty() ? "/var/tmp" : chosen, processes_.supervisor);
  if (!scratch.ok()) {
    return std::move(scratch).error();
  }
  scratch_ = std::move(*scratch);
  return Done{};
}

void EmbeddedPodman::launch(const exec::Executor& executor) {
  exec::ProcessRequest request;
  request.command.argv = {"podman", "system", "service", fmt::format("--time={}", kIdleSeconds),
                          service_->address.text};
  // It keeps small files for the time of a push and leaves them when it is ended: they go with the
  // directory.
  Environment environment = environment_;
  environment["TMPDIR"] = scratch_->path();
  request.command.environment = as_assignments(environment);
  request.sink = [service = service_](OutputStream, std::string_view bytes) {
    append_tail(service->output, bytes);
  };
  exec::ProcessContext context = processes_;
  context.cancel = service_->stop.token();
  exec::spawn<Result<exec::ProcessExit>>(
      executor, exec::run_process(std::move(request), std::move(context)),
      [service = service_](Result<exec::ProcessExit> exit) {
        service->failure = exit.ok() ? "ended" : exit.error().diagnostic().message;
        service->ended = true;
      },
      [service = service_](std::exception_ptr) { service->ended = true; });
}

namespace {

// Podman's service ends when it has been idle for a while, so that nothing is left behind even
// where no supervisor could help. A build command that takes hours must not look like that.
template <class Service>
Async<bool> keep_alive(std::shared_ptr<Service> service) {
  while (!service->ended) {
    co_await exec::sleep_for(kSignOfLife, service->stop.token());
    if (service->ended || service->stop.token().cancelled()) {
      break;
    }
    HttpRequest request;
    request.target = "/_ping";
    request.timeout = 10s;
    request.cancel = service->stop.token();
    co_await send_request(service->address.http, std::move(request));
  }
  co_return true;
}

}  // namespace

Async<Result<std::unique_ptr<Engine>>> EmbeddedPodman::wait_for_answer() {
  for (int i = 0; i < kPolls && !service_->ended; ++i) {
    if (processes_.cancel.cancelled()) {
      co_return error("cancelled", "stopped while starting Podman's API service");
    }
    if (access(service_->address.http.unix_path.c_str(), F_OK) == 0) {
      auto engine = co_await connect_engine(service_->address, processes_.cancel);
      if (engine.ok() || engine.error().diagnostic().code != "engine-unreachable") {
        co_return engine;
      }
    }
    co_await exec::sleep_for(kPollInterval, processes_.cancel);
  }
  co_return failed(service_->ended ? "could not be started: " + service_->failure
                                   : std::string("does not answer"));
}

Async<Result<std::unique_ptr<Engine>>> EmbeddedPodman::start() {
  if (Status made = make_directories(); !made.ok()) {
    co_return std::move(made).error();
  }
  service_ = std::make_shared<Service>();
  const std::string socket = join_path(directory_->path(), "podman.sock");
  service_->address = engine_at_socket(socket);
  linked_ = processes_.cancel.on_change([stop = service_->stop]() mutable { stop.cancel(); });
  const auto executor = co_await exec::current_executor();
  launch(executor);
  auto engine = co_await wait_for_answer();
  if (engine.ok()) {
    exec::spawn<bool>(
        executor, keep_alive(service_), [](bool) {}, [](std::exception_ptr) {});
  }
  co_return engine;
}

Async<void> EmbeddedPodman::stop() {
  if (service_) {
    service_->stop.cancel();
    while (!service_->ended) {
      co_await exec::sleep_for(kPollInterval);
    }
  }
  directory_.reset();
  scratch_.reset();
}

std::string embedded_isolation(const Environment& environment, const Disk& disk) {
  const std::string chosen = variable(environment, "BUILDAH_ISOLATION");
  if (!chosen.empty()) {
    return chosen;
  }
  const bool in_container = disk.kind("/.dockerenv") != FileKind::kMissing ||
                            disk.kind("/run/.containerenv") != FileKind::kMissing ||
                            !variable(environment, "container").empty();
  return geteuid() == 0 && in_container ? "chroot" : "";
}

}  // namespace tiltc::images
