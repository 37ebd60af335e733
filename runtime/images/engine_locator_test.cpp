#include "images/engine_locator.h"

#include <sys/stat.h>

#include <fstream>

#include "base/memory_disk.h"
#include "base/render.h"
#include "catch.h"
#include "scripted_server.h"

namespace tiltc::images {
namespace {

// A place without engines: what is to be found is added.
struct Place {
  MemoryDisk disk;
  LocatorOptions options;

  Place() {
    options.environment = {{"PATH", "/nowhere"}, {"HOME", "/home/me"}};
    options.docker_socket = "/nowhere/docker.sock";
    options.podman_socket = "/nowhere/podman.sock";
  }

  struct Answer {
    EngineOrigin origin;
    std::string address, docker_host, isolation;
  };

  Result<Answer> look() {
    options.disk = &disk;
    const auto source = make_engine_source(options);
    const auto work = [&source]() -> Async<Result<Answer>> {
      auto engine = co_await source->get();
      if (!engine.ok()) {
        co_await source->close();
        co_return std::move(engine).error();
      }
      const EngineInUse& found = **engine;
      Answer answer{found.origin, found.engine.info().address, found.docker_host, found.isolation};
      co_await source->close();
      co_return answer;
    };
    return exec::run_blocking(work());
  }
};

ScriptedServer::Answer docker() {
  return [](const ScriptedServer::Request&) { return docker_version(); };
}
ScriptedServer::Answer podman() {
  return [](const ScriptedServer::Request&) { return podman_version(); };
}

TEST_CASE("what answers first in the order of the rules is used") {
  const ScriptedServer first(docker()), second(podman());
  const ScriptedServer silent([](const ScriptedServer::Request&) { return std::string(); });
  Place place;
  SECTION("DOCKER_HOST before all") {
    place.options.environment["DOCKER_HOST"] = "unix://" + second.path();
    place.options.docker_socket = first.path();
    const auto found = place.look();
    REQUIRE(found.ok());
    CHECK(found->origin == EngineOrigin::kDockerHost);
    CHECK(found->address == "unix://" + second.path());
    CHECK(found->docker_host.empty());
  }
  SECTION("a docker context, by its name") {
    place.disk = MemoryDisk(std::map<std::string, std::string>{
        {"/home/me/.docker/config.json", R"({"currentContext":"mine"})"},
        {"/home/me/.docker/contexts/meta/aa/meta.json",
         R"({"Name":"other","Endpoints":{"docker":{"Host":"unix:///x"}}})"},
        {"/home/me/.docker/contexts/meta/bb/meta.json",
         R"({"Name":"mine","Endpoints":{"docker":{"Host":"unix://)" + second.path() + "\"}}}"}});
    place.options.docker_socket = first.path();
    const auto found = place.look();
    REQUIRE(found.ok());
    CHECK(found->origin == EngineOrigin::kDockerContext);
    CHECK(found->address == "unix://" + second.path());
  }
  SECTION("Docker's socket before Podman's; the default context is none") {
    place.options.environment["DOCKER_CONTEXT"] = "default";
    place.options.docker_socket = first.path();
    place.options.podman_socket = second.path();
    const auto found = place.look();
    REQUIRE(found.ok());
    CHECK(found->origin == EngineOrigin::kDockerSocket);
    CHECK(found->docker_host.empty());
  }
  SECTION("Podman's, when Docker's does not answer: commands have to be told") {
    place.options.docker_socket = silent.path();
    place.options.podman_socket = second.path();
    place.options.environment["BUILDAH_ISOLATION"] = "rootless";
    const auto found = place.look();
    REQUIRE(found.ok());
    CHECK(found->origin == EngineOrigin::kPodmanSocket);
    CHECK(found->docker_host == "unix://" + second.path());
    CHECK(found->isolation == "rootless");
  }
}

TEST_CASE("without an engine: everything that was tried, and what to install") {
  Place place;
  const auto found = place.look();
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().diagnostic().code == "no-container-engine");
  const std::string text = render_full(found.error().diagnostic());
  for (const char* part :
       {"/nowhere/docker.sock", "/nowhere/podman.sock", "not on PATH", "apt-get install"}) {
    CHECK(text.find(part) != std::string::npos);
  }
}

TEST_CASE("what the user has chosen has to work") {
  Place place;
  const ScriptedServer other(docker());
  place.options.docker_socket = other.path();  // would answer, but is not what was chosen
  auto& environment = place.options.environment;
  std::string code, words;
  SECTION("nobody there") {
    environment["DOCKER_HOST"] = "unix:///nowhere/at.sock";
    code = "engine-unreachable";
    words = "it is chosen by DOCKER_HOST";
  }
  SECTION("ssh") {
    environment["DOCKER_HOST"] = "ssh://me@box";
    code = "engine-address-unsupported";
    words = "ssh -nNT -L";
  }
  SECTION("TLS files that are none") {
    environment["DOCKER_HOST"] = "tcp://box";
    environment["DOCKER_TLS_VERIFY"] = "1";
    environment["DOCKER_CERT_PATH"] = "/certificates";
    place.disk = MemoryDisk(
        std::map<std::string, std::string>{{"/certificates/cert.pem", "no certificate"}});
    code = "tls-settings";
    words = "the files lie in /certificates";
  }
  SECTION("TLS where the engine has none") {
    environment["DOCKER_HOST"] = "https://127.0.0.1:1";
    code = "engine-unreachable";
    words = "it is chosen by DOCKER_HOST";
  }
  SECTION("a context that is not there") {
    environment["DOCKER_CONTEXT"] = "mine";
    code = "docker-context-unknown";
    words = "no docker context `mine`";
  }
  SECTION("a configuration that can't be read") {
    place.disk =
        MemoryDisk(std::map<std::string, std::string>{{"/home/me/.docker/config.json", "{"}});
    code = "credentials-unreadable";
    words = "/home/me/.docker/config.json";
  }
  const auto found = place.look();
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().diagnostic().code == code);
  CHECK(render_full(found.error().diagnostic()).find(words) != std::string::npos);
}

TEST_CASE("who asks while the search goes on gets the same answer") {
  const ScriptedServer server(docker());
  Place place;
  place.options.docker_socket = server.path();
  place.options.disk = &place.disk;
  const auto source = make_engine_source(place.options);
  std::vector<EngineInUse*> found;
  boost::asio::io_context context;
  for (int i = 0; i < 3; ++i) {
    exec::spawn<Result<EngineInUse*>>(
        context.get_executor(), source->get(),
        [&found](Result<EngineInUse*> engine) { found.push_back(engine.ok() ? *engine : nullptr); },
        [](std::exception_ptr) {});
  }
  context.run();
  REQUIRE(found.size() == 3);
  CHECK(found[0] != nullptr);
  CHECK(found[0] == found[2]);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a podman that can't serve: its own words, and nothing is left") {
  std::string pattern = "/tmp/tiltc-test-XXXXXX";
  const std::string root = mkdtemp(pattern.data());
  std::ofstream(root + "/podman") << "#!/bin/sh\necho cannot find newuidmap >&2; exit 125\n";
  chmod((root + "/podman").c_str(), 0755);
  Place place;
  place.options.environment = {{"PATH", root + ":/usr/bin:/bin"}, {"TMPDIR", root}};
  const auto found = place.look();
  const auto left = std::distance(std::filesystem::directory_iterator(root), {});
  std::filesystem::remove_all(root);
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().diagnostic().code == "podman-service-failed");
  CHECK(render_full(found.error().diagnostic()).find("cannot find newuidmap") != std::string::npos);
  CHECK(left == 1);
}

}  // namespace
}  // namespace tiltc::images
