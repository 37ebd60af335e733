#include "images/registry_client.h"

#include "base/render.h"
#include "catch.h"
#include "images/push.h"
#include "registry_auth.h"
#include "registry_endpoint.h"
#include "retry.h"
#include "scripted_server.h"
#include "test_fakes.h"

namespace tiltc::images {
namespace {

using Request = ScriptedServer::Request;

const std::string kDigest = "sha256:" + std::string(64, 'd');

std::string with_digest(const std::string& digest = kDigest) {
  return http_answer(200, "", "Docker-Content-Digest: " + digest + "\r\n");
}

bool is_ping(const Request& request) {
  return request.line() == "GET /v2/ HTTP/1.1";
}

std::string header(const Request& request, const std::string& name) {
  const std::size_t begin = request.head.find("\r\n" + name + ": ");
  if (begin == std::string::npos) {
    return "";
  }
  const std::size_t value = begin + name.size() + 4;
  return request.head.substr(value, request.head.find("\r\n", value) - value);
}

// A registry of one test, and what it was asked.
struct Place {
  explicit Place(ScriptedServer::Answer answer)
      : server(std::move(answer), ScriptedServer::Place::kLoopbackPort) {}

  ScriptedServer server;
  Environment environment{{"DOCKER_CONFIG", "/c"}};
  MemoryDisk disk;
  FakeProcesses processes;

  Reference image(const std::string& name) const {
    return *Reference::parse(server.domain() + "/" + name);
  }

  void log_in() {
    disk = disk_with({{"/c/config.json", R"({"auths":{")" + server.domain() +
                                             R"(":{"username":"u","password":"s3cret"}}})"}});
  }

  Result<std::optional<RemoteManifest>> find(const std::string& name) {
    RegistryClient client({environment, disk, processes, {}});
    return wait_for(client.find(image(name)));
  }
};

TEST_CASE("an image that is there has a digest") {
  Place place([](const Request& request) {
    return is_ping(request) ? http_answer(200, "{}") : with_digest();
  });
  const auto found = place.find("team/api:v1");
  REQUIRE(found.ok());
  REQUIRE(found->has_value());
  CHECK((*found)->digest == kDigest);
  CHECK(place.server.lines().back() == "HEAD /v2/team/api/manifests/v1 HTTP/1.1");
  CHECK(header(place.server.requests().back(), "Accept").find("image.index.v1+json") !=
        std::string::npos);
  CHECK(header(place.server.requests().back(), "Host") == place.server.domain());
}

TEST_CASE("an image that is not there is no error") {
  Place place([](const Request& request) {
    return is_ping(request) ? http_answer(200, "{}") : http_answer(404, "{}");
  });
  const auto found = place.find("api:v1");
  REQUIRE(found.ok());
  CHECK_FALSE(found->has_value());
}

TEST_CASE("without the header the digest is that of the bytes") {
  Place place([](const Request& request) {
    return is_ping(request) || request.line().starts_with("HEAD") ? http_answer(200, "")
                                                                  : http_answer(200, "abc");
  });
  CHECK((*place.find("api:v1"))->digest ==
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("many questions at once look only once how the registry is asked") {
  Place place([](const Request& request) {
    return is_ping(request) ? http_answer(200, "{}") : with_digest();
  });
  RegistryClient client({place.environment, place.disk, place.processes, {}});
  boost::asio::io_context context;
  int found = 0;
  for (int i = 0; i < 20; ++i) {
    exec::spawn<Result<std::optional<RemoteManifest>>>(
        context.get_executor(), client.find(place.image("api:v" + std::to_string(i))),
        [&found](const Result<std::optional<RemoteManifest>>& one) {
          found += one.ok() && one->has_value() ? 1 : 0;
        },
        [](std::exception_ptr) {});
  }
  context.run();
  CHECK(found == 20);
  CHECK(place.server.requests().size() == 21);
}

TEST_CASE("basic credentials are sent when the registry wants them, and never printed") {
  bool lets_in = GENERATE(true, false);
  Place place([lets_in](const Request& request) {
    if (header(request, "Authorization") != "Basic dTpzM2NyZXQ=" || !lets_in) {
      return http_answer(401, R"({"errors":[{"message":"no s3cret dTpzM2NyZXQ= please"}]})",
                         "WWW-Authenticate: Basic realm=\"r\"\r\n");
    }
    return with_digest();
  });
  place.log_in();
  const auto found = place.find("api:v1");
  REQUIRE(found.ok() == lets_in);
  if (!lets_in) {
    CHECK(found.error().diagnostic().code == "registry-denied");
    const std::string text = render_full(found.error().diagnostic());
    CHECK(text.find("s3cret") == std::string::npos);
    CHECK(text.find("dTpzM2NyZXQ=") == std::string::npos);
    CHECK(text.find("docker login") != std::string::npos);
  }
}

// A registry with tokens; the first `expired` ones are good for nothing.
ScriptedServer::Answer token_registry(const std::string& domain_of_tokens, int expired = 0) {
  return [domain_of_tokens, expired, given = 0](const Request& request) mutable {
    if (request.line().find("/token") != std::string::npos) {
      return http_answer(200, R"({"token":"t)" + std::to_string(++given) + R"("})");
    }
    const std::string authorization = header(request, "Authorization");
    if (is_ping(request) || authorization != "Bearer t" + std::to_string(expired + 1)) {
      return http_answer(401, "{}",
                         "WWW-Authenticate: Bearer realm=\"http://" + domain_of_tokens +
                             "/token?x=1\",service=\"srv\"\r\n");
    }
    return with_digest();
  };
}

TEST_CASE("a token is asked for with the credentials, and again when it has expired") {
  const int expired = GENERATE(0, 1);
  ScriptedServer tokens(token_registry("unused"), ScriptedServer::Place::kLoopbackPort);
  Place place(token_registry(tokens.domain(), expired));
  place.log_in();
  const auto found = place.find("team/api:v1");
  REQUIRE(found.ok());
  CHECK(found->has_value());
  const auto requests = tokens.requests();
  REQUIRE(requests.size() == static_cast<std::size_t>(1 + expired));
  CHECK(requests[0].line() ==
        "GET /token?x=1&service=srv&scope=repository%3Ateam%2Fapi%3Apull HTTP/1.1");
  CHECK(header(requests[0], "Authorization") == "Basic dTpzM2NyZXQ=");
}

TEST_CASE("a token that always fails ends in one error") {
  ScriptedServer tokens(token_registry("unused"), ScriptedServer::Place::kLoopbackPort);
  Place place(token_registry(tokens.domain(), 100));
  const auto found = place.find("api:v1");
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().diagnostic().code == "registry-denied");
  CHECK(tokens.requests().size() == 2);
}

TEST_CASE("what a hostile registry answers goes nowhere") {
  const std::string answer =
      GENERATE(std::string(http_answer(200, "", "Docker-Content-Digest: sha256:abc\r\n")),
               std::string(http_answer(200, "", "Docker-Content-Digest: x, y: z\r\n")),
               std::string(http_answer(
                   401, "", "WWW-Authenticate: Bearer realm=\"file:///etc/passwd\"\r\n")));
  Place place([&](const Request& request) {
    const bool is_challenge = answer.find(" 401 ") != std::string::npos;
    return is_ping(request) && !is_challenge ? http_answer(200, "") : answer;
  });
  const auto found = place.find("api:v1");
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().diagnostic().code == "registry-answer-unreadable");
}

TEST_CASE("what passes is asked again, what does not is told") {
  int failures = GENERATE(1, 2);
  const std::string answer = GENERATE(std::string(http_answer(500, "")),
                                      std::string(http_answer(429, "", "Retry-After: 0\r\n")),
                                      std::string());  // the connection is closed
  int left = failures;
  Place place([&](const Request& request) {
    if (is_ping(request)) {
      return http_answer(200, "");
    }
    return left-- > 0 ? answer : with_digest();
  });
  const auto found = place.find("api:v1");
  REQUIRE(found.ok());
  CHECK(found->has_value());
  CHECK(place.server.requests().size() == static_cast<std::size_t>(2 + failures));
}

TEST_CASE("a registry that only fails is told after five attempts") {
  Place place([](const Request& request) {
    return is_ping(request) ? http_answer(200, "") : http_answer(503, "the disk is on fire");
  });
  const auto found = place.find("api:v1");
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().diagnostic().code == "registry-refused");
  CHECK(found.error().diagnostic().message.find("answers 503") != std::string::npos);
  CHECK(place.server.requests().size() == 6);
}

TEST_CASE("nobody there, nonsense, and settings that are none") {
  std::string code;
  Place place([](const Request&) { return std::string("\x01 here be dragons\r\n\r\n"); });
  SECTION("nonsense") {
    code = "registry-unreachable";
  }
  SECTION("a proxy that is none") {
    place.environment["HTTPS_PROXY"] = "socks5://user:s3cret@proxy";
    RegistryClient client({place.environment, place.disk, place.processes, {}});
    const auto found = wait_for(client.find(*Reference::parse("registry.example.com/api:v1")));
    REQUIRE_FALSE(found.ok());
    CHECK(found.error().diagnostic().code == "registry-settings");
    CHECK(render_full(found.error().diagnostic()).find("s3cret") == std::string::npos);
    return;
  }
  const auto found = place.find("api:v1");
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().diagnostic().code.starts_with("registry-"));
}

TEST_CASE("challenges are read in every form") {
  const auto bearer =
      parse_challenge(R"(Basic realm="b, \"x\"", bearer realm="https://a/t",service="s",scope=x)");
  REQUIRE(bearer.has_value());
  CHECK(bearer->scheme == Challenge::Scheme::kBearer);
  CHECK(bearer->realm == "https://a/t");
  CHECK(bearer->service == "s");
  CHECK(parse_challenge("Basic")->scheme == Challenge::Scheme::kBasic);
  CHECK_FALSE(parse_challenge("Negotiate abc").has_value());
  CHECK_FALSE(parse_challenge("").has_value());
  CHECK(parse_challenge("Bearer realm=\"unclosed")->realm == "unclosed");
}

TEST_CASE("tokens that a header cannot carry are none") {
  CHECK(parse_token(R"({"access_token":"a.b-c"})")->text == "a.b-c");
  CHECK(parse_token(R"({"token":"t","expires_in":300})")->seconds == 300);
  CHECK_FALSE(parse_token(R"({"token":"t\r\nX-Evil: 1"})").has_value());
  CHECK_FALSE(parse_token(R"({"token":""})").has_value());
  CHECK_FALSE(parse_token("{").has_value());
}

TEST_CASE("an identity token is sent in a body") {
  Credentials credentials;
  credentials.identity_token = "id&1";
  const HttpRequest request = token_request({Challenge::Scheme::kBearer, "", "s"},
                                            *parse_url("https://a/t"), "sc", credentials);
  CHECK(request.method == "POST");
  CHECK(request.target == "/t");
  CHECK(*request.body() ==
        "service=s&scope=sc&grant_type=refresh_token&client_id=tiltc&refresh_token=id%261");
  CHECK(request.body()->empty());
}

TEST_CASE("where plain HTTP may be used") {
  const auto ways = [](const std::string& domain, std::map<std::string, std::string> files) {
    const MemoryDisk disk(std::move(files));
    const Environment environment;
    const auto endpoint = registry_endpoint(domain, disk, environment);
    REQUIRE(endpoint.ok());
    std::string text;
    for (const HttpAddress& address : endpoint->addresses) {
      text += (address.tls ? "https " : "http ") + address.host + " " + address.port + ";";
    }
    return text;
  };
  CHECK(ways("docker.io", {}) == "https registry-1.docker.io 443;");
  CHECK(ways("localhost:5000", {}) == "http localhost 5000;https localhost 5000;");
  CHECK(ways("[::1]:5000", {}) == "http ::1 5000;https ::1 5000;");
  CHECK(ways("r.io", {{"/etc/docker/daemon.json", R"({"insecure-registries":["r.io"]})"}}) ==
        "https r.io 443;http r.io 80;");
  CHECK(ways("r.io", {{"/etc/docker/daemon.json", R"({"insecure-registries":["s.io"]})"}}) ==
        "https r.io 443;");
  CHECK(ways("r.io:1", {{"/etc/containers/registries.conf",
                         "[[registry]]\nlocation = \"s.io\"\ninsecure = true\n"
                         "[[registry]]\nprefix=\"r.io:1\" # mine\ninsecure=true\n"}}) ==
        "https r.io 1;http r.io 1;");
  CHECK(ways("r.io:1", {{"/etc/containers/registries.conf",
                         "[[registry]]\nlocation = \"r.io:1\"\ninsecure = false\n"}}) ==
        "https r.io 1;");
}

TEST_CASE("proxies are those of the environment") {
  const auto proxy = [](const Environment& environment, const std::string& host) {
    const auto found = proxy_for("https", host, environment);
    REQUIRE(found.ok());
    return *found ? (*found)->host + ":" + (*found)->port + " " + (*found)->authorization : "";
  };
  CHECK(proxy({{"HTTPS_PROXY", "http://p:3128"}}, "r.io") == "p:3128 ");
  CHECK(proxy({{"https_proxy", "p"}}, "r.io") == "p:80 ");
  CHECK(proxy({{"HTTPS_PROXY", "http://u:p%40w@p"}}, "r.io") == "p:80 Basic dTpwQHc=");
  CHECK(proxy({{"HTTP_PROXY", "http://p"}}, "r.io").empty());
  CHECK(proxy({{"HTTPS_PROXY", "http://p"}}, "localhost").empty());
  CHECK(proxy({{"HTTPS_PROXY", "http://p"}, {"NO_PROXY", "x, .r.io"}}, "a.r.io").empty());
  CHECK(proxy({{"HTTPS_PROXY", "http://p"}, {"no_proxy", "*"}}, "a.r.io").empty());
  CHECK(proxy({{"HTTPS_PROXY", "http://p"}, {"NO_PROXY", "r.io"}}, "other.io") == "p:80 ");
}

TEST_CASE("when a question is asked again") {
  const auto delay = [](int status, std::map<std::string, std::string> headers, int attempt = 1) {
    return retry_delay(HttpAnswer{status, std::move(headers), ""}, attempt);
  };
  CHECK_FALSE(delay(200, {}).has_value());
  CHECK_FALSE(delay(404, {}).has_value());
  CHECK(delay(429, {{"retry-after", "7"}}) == std::chrono::seconds(7));
  CHECK_FALSE(delay(429, {{"retry-after", "3600"}}).has_value());
  CHECK(*delay(500, {}) >= std::chrono::milliseconds(100));
  CHECK(*delay(500, {}, 3) >= std::chrono::milliseconds(400));
  CHECK_FALSE(delay(500, {}, kMaxAttempts).has_value());
  CHECK(retry_delay(HttpProblem{HttpProblem::Kind::kLost, "", {}}, 1).has_value());
  CHECK_FALSE(retry_delay(HttpProblem{HttpProblem::Kind::kConnect, "", {}}, 1).has_value());
  CHECK_FALSE(retry_delay(HttpProblem{HttpProblem::Kind::kTimeout, "", {}}, 1).has_value());
}

TEST_CASE("only a tag that follows from the content tells that a push is not needed") {
  Place place([](const Request& request) {
    return is_ping(request) ? http_answer(200, "") : with_digest();
  });
  RegistryClient client({place.environment, place.disk, place.processes, {}});
  const Reference reference = place.image("api:tilt-0123456789abcdef");
  BuiltImage image{"api", reference, reference, "sha256:1", "", "", 0};
  CHECK_FALSE(wait_for(is_pushed_already(image, client)));
  CHECK(place.server.requests().empty());
  image.has_content_tag = true;
  CHECK(wait_for(is_pushed_already(image, client)));
}

TEST_CASE("a missing image is an error at the image") {
  Place place([](const Request& request) {
    return is_ping(request) ? http_answer(200, "") : http_answer(404, "");
  });
  Bench bench;
  RegistryClient client({place.environment, place.disk, place.processes, {}});
  graph::CustomBuild build;
  build.skips_local_docker = true;
  const graph::ImageTarget target = bench.target("api", build);
  const Reference reference = place.image("api:1");
  const BuiltImage image{"api", reference, reference, "", "", "", 0};
  const auto digest = wait_for(pushed_digest(image, target, client));
  REQUIRE_FALSE(digest.ok());
  CHECK(digest.error().diagnostic().code == "image-missing");
  CHECK(location(digest.error().diagnostic().primary.span) == "/p/Tiltfile:1:1");
}

}  // namespace
}  // namespace tiltc::images
