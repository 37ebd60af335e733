#include "images/engine_locator.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api_engine.h"
#include "base/path.h"
#include "docker_config.h"
#include "embedded_podman.h"
#include "exec/once_gate.h"

namespace tiltc::images {
namespace {

struct Found {
  std::unique_ptr<Engine> engine;
  EngineOrigin origin;
};

bool exists(const std::string& path) {
  struct stat facts {};
  return stat(path.c_str(), &facts) == 0;
}

bool on_path(const Environment& environment, std::string_view program) {
  const std::string path = variable(environment, "PATH");
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const std::string file = join_path(path.substr(begin, end - begin), program);
    if (end > begin && access(file.c_str(), X_OK) == 0) {
      return true;
    }
    begin = end + 1;
  }
  return false;
}

class Locator : public EngineSource {
 public:
  explicit Locator(LocatorOptions options) : options_(std::move(options)) {}

  Async<Result<EngineInUse*>> get() override;
  Async<void> close() override;

 private:
  Async<Result<Found>> locate();
  Async<Result<Found>> chosen(DockerContext context, EngineOrigin origin, std::string chosen_by);
  Async<std::optional<Found>> answering(std::string socket, EngineOrigin origin);
  Async<Result<Found>> embedded();
  void keep(Found found);
  Result<EngineInUse*> answer() const;

  LocatorOptions options_;
  std::vector<std::string> tried_;

  exec::OnceGate gate_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<EmbeddedPodman> podman_;
  std::unique_ptr<EngineInUse> in_use_;
  std::optional<Diagnostic> failure_;
};

Result<EngineInUse*> Locator::answer() const {
  if (failure_) {
    return *failure_;
  }
  return in_use_.get();
}

// The first who asks looks; who asks meanwhile waits for the answer.
Async<Result<EngineInUse*>> Locator::get() {
  if (!co_await gate_.enter()) {
    co_return answer();
  }
  auto found = co_await locate();
  if (found.ok()) {
    keep(std::move(*found));
  } else {
    failure_ = found.error().diagnostic();
  }
  gate_.open();
  co_return answer();
}

void Locator::keep(Found found) {
  engine_ = std::move(found.engine);
  in_use_ = std::make_unique<EngineInUse>(EngineInUse{*engine_, found.origin, {}, {}});
  if (engine_->info().kind == EngineKind::kPodman) {
    in_use_->isolation = found.origin == EngineOrigin::kEmbedded
                             ? embedded_isolation(options_.environment, *options_.disk)
                             : variable(options_.environment, "BUILDAH_ISOLATION");
  }
  if (found.origin == EngineOrigin::kPodmanSocket || found.origin == EngineOrigin::kEmbedded) {
    in_use_->docker_host = engine_->info().address;
  }
}

// DOCKER_HOST as a context: its TLS files lie in $DOCKER_CERT_PATH, or beside Docker's
// configuration.
DockerContext context_of_host(const std::string& host, const Environment& environment) {
  DockerContext context;
  context.host = host;
  const bool verifies = !variable(environment, "DOCKER_TLS_VERIFY").empty();
  if (verifies || !variable(environment, "DOCKER_TLS").empty()) {
    const std::string directory = variable(environment, "DOCKER_CERT_PATH");
    context.tls_directory = directory.empty() ? docker_config_directory(environment) : directory;
    context.skips_verification = !verifies;
  }
  return context;
}

Async<Result<Found>> Locator::chosen(DockerContext context, EngineOrigin origin,
                                     std::string chosen_by) {
  const std::string by = fmt::format("it is chosen by {}", chosen_by);
  const EngineTls tls = context.tls_directory.empty() ? EngineTls::kNone
                        : context.skips_verification  ? EngineTls::kUnverified
                                                      : EngineTls::kVerified;
  auto parsed = parse_engine_address(context.host, tls);
  if (!parsed.ok()) {
    co_return parsed.error().diagnostic().note(by);
  }
  if (parsed->needs_tls) {
    auto secure = engine_tls_context(*options_.disk, options_.environment, context.tls_directory,
                                     tls == EngineTls::kNone ? EngineTls::kVerified : tls);
    if (!secure.ok()) {
      co_return secure.error().diagnostic().note(by);
    }
    parsed->http.tls = std::move(*secure);
  }
  auto engine = co_await connect_engine(std::move(*parsed), options_.processes.cancel);
  if (!engine.ok()) {
    co_return engine.error().diagnostic().note(by);
  }
  co_return Found{std::move(*engine), origin};
}

Async<std::optional<Found>> Locator::answering(std::string socket, EngineOrigin origin) {
  if (!exists(socket)) {
    tried_.push_back(fmt::format("{}: there is no such socket", socket));
    co_return std::nullopt;
  }
  auto engine = co_await connect_engine(engine_at_socket(socket), options_.processes.cancel);
  if (!engine.ok()) {
    tried_.push_back(fmt::format("{}: {}", socket, engine.error().diagnostic().message));
    co_return std::nullopt;
  }
  co_return Found{std::move(*engine), origin};
}

Async<Result<Found>> Locator::embedded() {
  if (!on_path(options_.environment, "podman")) {
    Diagnostic diagnostic =
        error("no-container-engine", "there is no container engine to build images with");
    for (const auto& line : tried_) {
      diagnostic.note("tried " + line);
    }
    diagnostic.note("tried podman: it is not on PATH");
    co_return diagnostic.with_help(
        "install one, `apt-get install podman` or `apt-get install docker.io`, or set DOCKER_HOST");
  }
  podman_ = std::make_unique<EmbeddedPodman>(options_.environment, options_.processes);
  auto engine = co_await podman_->start();
  if (!engine.ok()) {
    Diagnostic diagnostic = engine.error().diagnostic();
    for (const auto& line : tried_) {
      diagnostic.note("tried before: " + line);
    }
    co_await podman_->stop();
    co_return diagnostic;
  }
  co_return Found{std::move(*engine), EngineOrigin::kEmbedded};
}

Async<Result<Found>> Locator::locate() {
  const Environment& environment = options_.environment;
  if (const std::string host = variable(environment, "DOCKER_HOST"); !host.empty()) {
    co_return co_await chosen(context_of_host(host, environment), EngineOrigin::kDockerHost,
                              "DOCKER_HOST");
  }
  auto context = docker_context(*options_.disk, environment);
  if (!context.ok()) {
    co_return std::move(context).error();
  }
  if (context->has_value()) {
    co_return co_await chosen(**context, EngineOrigin::kDockerContext,
                              "the current docker context");
  }
  std::vector<std::pair<std::string, EngineOrigin>> sockets{
      {options_.docker_socket, EngineOrigin::kDockerSocket}};
  if (const std::string run = variable(environment, "XDG_RUNTIME_DIR"); !run.empty()) {
    sockets.emplace_back(join_path(run, "podman/podman.sock"), EngineOrigin::kPodmanSocket);
  }
  sockets.emplace_back(options_.podman_socket, EngineOrigin::kPodmanSocket);
  for (const auto& [socket, origin] : sockets) {
    if (auto found = co_await answering(socket, origin)) {
      co_return std::move(*found);
    }
  }
  co_return co_await embedded();
}

Async<void> Locator::close() {
  if (podman_) {
    co_await podman_->stop();
  }
}

}  // namespace

std::unique_ptr<EngineSource> make_engine_source(LocatorOptions options) {
  return std::make_unique<Locator>(std::move(options));
}

}  // namespace tiltc::images
