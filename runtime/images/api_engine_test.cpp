#include "api_engine.h"

#include "base/render.h"
#include "base/text.h"
#include "catch.h"
#include "scripted_server.h"

namespace tiltc::images {
namespace {

using Request = ScriptedServer::Request;

bool asks_ping(const Request& request) {
  return request.line() == "GET /_ping HTTP/1.1";
}

// Runs `work` with the engine that the server pretends to be.
template <class T>
Result<T> with_engine(const ScriptedServer& server, std::function<Async<Result<T>>(Engine&)> work,
                      exec::CancelToken cancel = {}) {
  const auto run = [&]() -> Async<Result<T>> {
    auto engine = co_await connect_engine(engine_at_socket(server.path()), cancel);
    if (!engine.ok()) {
      co_return std::move(engine).error();
    }
    co_return co_await work(**engine);
  };
  return exec::run_blocking(run());
}

Result<Done> push_to(const ScriptedServer& server, std::string* output = nullptr,
                     exec::CancelToken cancel = {}) {
  return with_engine<Done>(
      server,
      [output](Engine& engine) {
        PushRequest request{*Reference::parse("localhost:5005/api:tilt-1"), std::nullopt};
        return engine.push(std::move(request), [output](std::string_view bytes) {
          if (output != nullptr) {
            *output += bytes;
          }
        });
      },
      cancel);
}

Result<std::optional<ImageFacts>> inspect_at(const ScriptedServer& server, std::string image) {
  return with_engine<std::optional<ImageFacts>>(
      server, [image](Engine& engine) { return engine.inspect(image); });
}

TEST_CASE("what listens is recognised as Docker or Podman") {
  const bool podman = GENERATE(false, true);
  const ScriptedServer server(
      [podman](const Request&) { return podman ? podman_version() : docker_version(); });
  const auto info = with_engine<EngineInfo>(
      server, [](Engine& engine) -> Async<Result<EngineInfo>> { co_return engine.info(); });
  REQUIRE(info.ok());
  CHECK(info->title() ==
        (podman ? "Podman 4.3.1 at unix://" : "Docker 20.10.24 at unix://") + server.path());
  CHECK(info->buildkit == !podman);
  CHECK(info->api_version == "1.41");
}

TEST_CASE("what is no engine is said to be none") {
  struct Row {
    std::string answer, code, words;
  };
  const Row row =
      GENERATE(Row{"SSH-2.0-OpenSSH_9.2\r\n", "engine-answer-unreadable", "is not its protocol"},
               Row{std::string(4000, '\0'), "engine-answer-unreadable", "is not its protocol"},
               Row{http_answer(200, "hello"), "engine-answer-unreadable", "is no container engine"},
               Row{http_answer(404, "{}"), "engine-answer-unreadable", "is no container engine"},
               Row{http_answer(200, "OK", "Api-Version: 1.41/../x\r\n"), "engine-answer-unreadable",
                   "no container engine"},
               Row{"HTTP/1.1 200 OK\r\nX: " + std::string(1 << 20, 'x'), "engine-answer-unreadable",
                   "protocol"},
               Row{"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", "engine-connection-lost",
                   "closed the connection"},
               Row{"", "engine-connection-lost", "closed the connection"});
  const ScriptedServer server([&row](const Request&) { return row.answer; });
  const auto facts = inspect_at(server, "foo");
  REQUIRE_FALSE(facts.ok());
  const Diagnostic& diagnostic = facts.error().diagnostic();
  CHECK(diagnostic.code == row.code);
  CHECK(diagnostic.message.find(row.words) != std::string::npos);
  CHECK(diagnostic.message.find(server.path()) != std::string::npos);
}

TEST_CASE("nobody listens") {
  EngineAddress address{
      {GENERATE(std::string("/nowhere/engine.sock"), "/" + std::string(200, 'x')), {}, {}},
      "unix://x"};
  const auto engine = exec::run_blocking(connect_engine(address, {}));
  REQUIRE_FALSE(engine.ok());
  CHECK(engine.error().diagnostic().code == "engine-unreachable");
}

TEST_CASE("an image is there, is not there, or can't be asked for") {
  std::string answer;
  const ScriptedServer server(
      [&answer](const Request& request) { return asks_ping(request) ? docker_version() : answer; });
  SECTION("there") {
    answer = http_answer(200, R"({"Id":"sha256:ab","RepoTags":["foo:1","bar:2"]})");
    const auto facts = inspect_at(server, "foo:1");
    REQUIRE(facts.ok());
    REQUIRE(facts->has_value());
    CHECK((*facts)->id == "sha256:ab");
    CHECK((*facts)->names == std::vector<std::string>{"foo:1", "bar:2"});
    CHECK(server.lines().at(1) == "GET /v1.41/images/foo:1/json HTTP/1.1");
  }
  SECTION("not there") {
    answer = http_answer(404, R"({"message":"no such image"})");
    const auto facts = inspect_at(server, "foo:1");
    REQUIRE(facts.ok());
    CHECK_FALSE(facts->has_value());
  }
  SECTION("refused") {
    answer = http_answer(500, R"({"message":"storage is\nbroken"})");
    const auto facts = inspect_at(server, "foo:1");
    REQUIRE_FALSE(facts.ok());
    CHECK(facts.error().diagnostic().message ==
          "looking for the image `foo:1` failed: storage is broken");
  }
  SECTION("nonsense") {
    answer = http_answer(
        200, GENERATE(std::string("[]"), "{}", "null", "{\"Id\":7}", std::string(100'000, '[')));
    const auto facts = inspect_at(server, "foo:1");
    REQUIRE_FALSE(facts.ok());
    CHECK(facts.error().diagnostic().code == "engine-answer-unreadable");
  }
}

TEST_CASE("Podman is asked for the familiar and the normalised name") {
  const ScriptedServer server([](const Request& request) {
    return asks_ping(request) ? podman_version()
           : request.line().find("docker.io/library/foo:1") != std::string::npos
               ? http_answer(200, R"({"Id":"ab","RepoTags":[]})")
               : http_answer(404, "{}");
  });
  const auto facts = inspect_at(server, "docker.io/library/foo:1");
  REQUIRE(facts.ok());
  REQUIRE(facts->has_value());
  CHECK((*facts)->id == "sha256:ab");
  CHECK(server.lines().at(1) == "GET /v1.41/images/foo:1/json HTTP/1.1");
}

TEST_CASE("an image's last name is never taken away") {
  const bool podman = GENERATE(false, true);
  const int names = GENERATE(1, 2);
  const ScriptedServer server([=](const Request& request) {
    return asks_ping(request) ? (podman ? podman_version() : docker_version())
           : request.line().rfind("GET ", 0) == 0
               ? http_answer(200, names == 1 ? R"({"Id":"sha256:ab","RepoTags":["foo:1"]})"
                                             : R"({"Id":"sha256:ab","RepoTags":["foo:1","foo:2"]})")
               : http_answer(200, "[]");
  });
  const auto status =
      with_engine<Done>(server, [](Engine& engine) { return engine.untag("foo:1"); });
  REQUIRE(status.ok());
  const auto lines = server.lines();
  REQUIRE(lines.size() == (names == 1 ? 2U : 3U));
  if (names == 2) {
    CHECK(lines.at(2) == (podman ? "POST /v4.3.1/libpod/images/foo:1/untag?repo=foo&tag=1 HTTP/1.1"
                                 : "DELETE /v1.41/images/foo:1?noprune=1 HTTP/1.1"));
  }
}

TEST_CASE("a push tells its progress once a change, and sends who we are") {
  const ScriptedServer server([](const Request& request) {
    return asks_ping(request)
               ? docker_version()
               : http_answer(
                     200,
                     "{\"status\":\"Pushing\",\"id\":\"a1\",\"progressDetail\":{\"current\":1}}\r\n"
                     "{\"status\":\"Pushing\",\"id\":\"a1\",\"progressDetail\":{\"current\":2}}\r\n"
                     "{\"status\":\"Pushed\",\"id\":\"a1\"}\r\n{\"aux\":{\"Digest\":\"sha256:1\"}}"
                     "\r\n");
  });
  std::string output;
  REQUIRE(push_to(server, &output).ok());
  CHECK(output == "a1: Pushing\na1: Pushed\n");
  CHECK(server.lines().at(1) == "POST /v1.41/images/localhost:5005/api/push?tag=tilt-1 HTTP/1.1");
  CHECK(server.requests().at(1).head.find("X-Registry-Auth: e30=\r\n") != std::string::npos);
}

TEST_CASE("Podman takes registries on this machine without TLS") {
  const ScriptedServer server([](const Request& request) {
    return asks_ping(request) ? podman_version() : http_answer(200, "{\"status\":\"done\"}\n");
  });
  REQUIRE(push_to(server).ok());
  CHECK(server.lines().at(1).find("tlsVerify=false") != std::string::npos);
}

TEST_CASE("a push that fails, in all its ways, is one error that names engine and registry") {
  struct Row {
    std::string answer, code, words;
  };
  const std::string begun = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const Row row = GENERATE_COPY(
      Row{http_answer(200,
                      "{\"status\":\"Preparing\",\"id\":\"a\"}\r\n{\"errorDetail\":{\"message\":"
                      "\"dial tcp: connection refused\"},\"error\":\"x\"}\r\n"),
          "push-failed", "localhost:5005 failed: dial tcp: connection refused"},
      Row{http_answer(200, "{\"error\":\"denied: requested access\"}"), "push-failed",
          "docker login localhost:5005"},
      Row{http_answer(404, "{\"message\":\"no such image\"}"), "push-failed", "no such image"},
      Row{begun + "13\r\n{\"status\":\"P\"}\r\n...", "engine-connection-lost",
          "closed the connection while pushing"},
      Row{begun + "zz\r\n", "engine-answer-unreadable", "while pushing"},
      Row{http_answer(200, "<html>"), "engine-answer-unreadable", "no JSON object: \"<html>\""},
      Row{http_answer(200, "[1]\n"), "engine-answer-unreadable", "no JSON object"},
      Row{http_answer(200, ""), "engine-answer-unreadable", "without a word about pushing"},
      Row{http_answer(200, std::string(9 << 20, ' ')), "engine-answer-unreadable",
          "more than 8 MB"});
  const ScriptedServer server([&row](const Request& request) {
    return asks_ping(request) ? docker_version() : row.answer;
  });
  const auto status = push_to(server);
  REQUIRE_FALSE(status.ok());
  const std::string text = render_full(status.error().diagnostic());
  INFO(text);
  CHECK(status.error().diagnostic().code == row.code);
  CHECK(text.find(row.words) != std::string::npos);
  CHECK(text.find("Docker 20.10.24 at unix://" + server.path()) != std::string::npos);
  CHECK(text.find("localhost:5005") != std::string::npos);
}

TEST_CASE("cancelling ends a push that would take for ever") {
  const ScriptedServer server([](const Request& request) {
    return asks_ping(request) ? docker_version() : ScriptedServer::kSilence;
  });
  exec::CancelSource cancel;
  std::thread later([&cancel, &server] {
    while (server.requests().size() < 2) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    cancel.cancel();
  });
  const auto status = push_to(server, nullptr, cancel.token());
  later.join();
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().diagnostic().code == "cancelled");
}

// A body of `pieces` times "0123456789".
BodySource body_of(int pieces) {
  return [left = std::make_shared<int>(pieces)]() -> Result<std::string_view> {
    return std::string_view((*left)-- > 0 ? "0123456789" : "");
  };
}

Result<std::string> build_at(const ScriptedServer& server, ApiBuild build,
                             std::string* output = nullptr) {
  return with_engine<std::string>(server, [&build, output](Engine& engine) {
    return engine.build(build, [output](std::string_view bytes) {
      if (output != nullptr) {
        *output += bytes;
      }
    });
  });
}

TEST_CASE("a build sends the tar and learns the image's ID") {
  const bool podman = GENERATE(false, true);
  const std::string id(64, 'c');
  const ScriptedServer server([&](const Request& request) {
    if (asks_ping(request)) {
      return podman ? podman_version() : docker_version();
    }
    return http_answer(
        200, podman ? "{\"stream\":\"STEP 1\\n\"}\n{\"stream\":\"" + id + "\\n\"}\n"
                    : "{\"stream\":\"STEP 1\\n\"}\r\n{\"aux\":{\"ID\":\"sha256:" + id + "\"}}\r\n");
  });
  ApiBuild build;
  build.dockerfile = "D f";
  build.hidden = {"D f"};
  build.build_args = {{"A", "1 &"}, {"B", std::nullopt}};
  build.isolation = podman ? "chroot" : "";
  build.tar = body_of(3);
  std::string output;
  const auto built = build_at(server, build, &output);
  REQUIRE(built.ok());
  CHECK(*built == "sha256:" + id);
  CHECK(output.rfind("STEP 1\n", 0) == 0);
  const auto request = server.requests().at(1);
  CHECK(request.body == "a\r\n0123456789\r\na\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n");
  CHECK(request.line().find("dockerfile=D%20f") != std::string::npos);
  CHECK(request.line().find(podman ? "buildargs=%7B%22A%22%3A%221%20%26%22%7D"
                                   : "%22B%22%3Anull") != std::string::npos);
  CHECK((request.line().find("POST /v4.3.1/libpod/build?") == 0) == podman);
  CHECK((request.line().find("isolation=chroot") != std::string::npos) == podman);
}

TEST_CASE("a build that fails") {
  struct Row {
    std::string answer, code, words;
  };
  const Row row =
      GENERATE(Row{http_answer(200, "{\"stream\":\"STEP\"}\n{\"error\":\"exit status 3\"}\n"),
                   "build-failed", "exit status 3"},
               Row{http_answer(400, "{\"message\":\"dockerfile parse error\"}"), "build-failed",
                   "dockerfile parse error"},
               Row{http_answer(200, "{\"stream\":\"STEP\"}\n"), "engine-answer-unreadable",
                   "the ID of the image"},
               Row{"", "engine-connection-lost", "while building"});
  const ScriptedServer server([&row](const Request& request) {
    return asks_ping(request) ? docker_version() : row.answer;
  });
  ApiBuild build;
  build.tar = body_of(1);
  const auto built = build_at(server, build);
  REQUIRE_FALSE(built.ok());
  CHECK(built.error().diagnostic().code == row.code);
  CHECK(render_full(built.error().diagnostic()).find(row.words) != std::string::npos);
}

TEST_CASE("a context that can't be read ends the build with that reason") {
  const ScriptedServer server([](const Request& request) {
    return asks_ping(request) ? docker_version() : http_answer(200, "{}");
  });
  ApiBuild build;
  build.tar = []() -> Result<std::string_view> { return error("build-context-unreadable", "no"); };
  const auto built = build_at(server, build);
  REQUIRE_FALSE(built.ok());
  CHECK(built.error().diagnostic().code == "build-context-unreadable");
}

TEST_CASE("addresses of engines") {
  struct Row {
    const char *text, *path, *host, *port;
  };
  const Row row = GENERATE(
      Row{"unix:///run/d.sock", "/run/d.sock", "", ""},
      Row{"tcp://10.0.0.1:2376", "", "10.0.0.1", "2376"}, Row{"tcp://box", "", "box", "2375"},
      Row{"https://box", "", "box", "2376"}, Row{"tcp://[::1]:99/", "", "::1", "99"});
  const auto address = parse_engine_address(row.text);
  REQUIRE(address.ok());
  CHECK(address->http.unix_path == row.path);
  CHECK(address->http.host == row.host);
  CHECK(address->http.port == row.port);
}

TEST_CASE("addresses that are not supported say so, and what to do") {
  const std::string text = GENERATE("ssh://me@box", "npipe:////./pipe/docker", "/run/d.sock", "",
                                    "tcp://", "tcp://[::1", "unix://");
  const auto address = parse_engine_address(text);
  REQUIRE_FALSE(address.ok());
  CHECK(address.error().diagnostic().code == "engine-address-unsupported");
  CHECK(address.error().diagnostic().message.find("`" + text + "`") != std::string::npos);
  if (text.rfind("ssh", 0) == 0) {
    CHECK(address.error().diagnostic().help.find("ssh -nNT -L") != std::string::npos);
  }
}

}  // namespace
}  // namespace tiltc::images
