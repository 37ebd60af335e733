#include "images/credentials.h"

#include "base/base64.h"
#include "catch.h"
#include "test_fakes.h"

namespace tiltc::images {
namespace {

struct Setting {
  MemoryDisk disk;
  FakeProcesses processes;
  Environment environment{{"HOME", "/home/me"}, {"XDG_RUNTIME_DIR", "/run/user/1"}};
  EngineKind engine = EngineKind::kDocker;

  Result<std::optional<Credentials>> find(const std::string& image) {
    const CredentialSources sources{engine, environment, disk, processes};
    return wait_for(find_credentials(*Reference::parse(image), sources));
  }
};

const std::string kDockerFile = "/home/me/.docker/config.json";

TEST_CASE("credentials of a registry, as the files spell it") {
  struct Row {
    std::string config, image, user, password, token, server;
  };
  const std::string auth = base64url_encode("me:se:cret");
  const Row row = GENERATE_COPY(
      Row{R"({"auths":{"r.io":{"auth":")" + auth + "\"}}}", "r.io/a", "me", "se:cret", "", "r.io"},
      Row{R"({"auths":{"https://r.io/v1/":{"auth":")" + auth + "\"}}}", "r.io/a", "me", "se:cret",
          "", "https://r.io/v1/"},
      Row{R"({"auths":{"https://index.docker.io/v1/":{"auth":")" + auth + "\"}}}", "foo", "me",
          "se:cret", "", "https://index.docker.io/v1/"},
      Row{R"({"auths":{"r.io":{"auth":")" + auth + R"(","identitytoken":"tok"}}})", "r.io/a", "me",
          "se:cret", "tok", "r.io"},
      Row{R"({"auths":{"r.io/team":{"auth":")" + auth + R"("},"r.io":{"auth":"Ym90Ong="}}})",
          "r.io/team/a", "me", "se:cret", "", "r.io/team"});
  Setting setting;
  setting.disk = disk_with({{kDockerFile, row.config}});
  const auto found = setting.find(row.image);
  REQUIRE(found.ok());
  REQUIRE(found->has_value());
  CHECK((*found)->user == row.user);
  CHECK((*found)->password == row.password);
  CHECK((*found)->identity_token == row.token);
  CHECK((*found)->server == row.server);
}

TEST_CASE("no credentials are no error") {
  const std::string config =
      GENERATE("", "{}", R"({"auths":{"other.io":{"auth":"YTpi"}}})", R"({"auths":{"r.io":{}}})",
               R"({"auths":{"r.io":{"auth":"!!"}}})", R"({"auths":[]})");
  Setting setting;
  if (!config.empty()) {
    setting.disk = disk_with({{kDockerFile, config}});
  }
  const auto found = setting.find("r.io/a");
  REQUIRE(found.ok());
  CHECK_FALSE(found->has_value());
}

TEST_CASE("each engine's own file is asked first") {
  Setting setting;
  setting.disk = disk_with(
      {{kDockerFile, R"({"auths":{"r.io":{"auth":"ZG9ja2VyOng="}}})"},
       {"/run/user/1/containers/auth.json", R"({"auths":{"r.io":{"auth":"cG9kbWFuOng="}}})"}});
  CHECK((**setting.find("r.io/a")).user == "docker");
  setting.engine = EngineKind::kPodman;
  CHECK((**setting.find("r.io/a")).user == "podman");
  setting.environment["REGISTRY_AUTH_FILE"] = "/auth";
  setting.disk = disk_with({{"/auth", R"({"auths":{"r.io":{"auth":"ZmlsZTp4"}}})"}});
  CHECK((**setting.find("r.io/a")).user == "file");
}

TEST_CASE("helpers are asked for what they are set to know") {
  Setting setting;
  setting.disk = disk_with({{kDockerFile, R"({"credHelpers":{"r.io":"one"},"credsStore":"all"})"}});
  setting.processes.answer = [](const exec::ProcessRequest& request) -> Result<exec::ProcessExit> {
    request.sink(OutputStream::kError, "noise");
    request.sink(OutputStream::kOut, request.command.input == "r.io"
                                         ? R"({"ServerURL":"r.io","Username":"u","Secret":"s"})"
                                         : R"({"Username":"<token>","Secret":"t"})");
    return exited(0);
  };
  CHECK((**setting.find("r.io/a")).password == "s");
  CHECK((**setting.find("foo")).identity_token == "t");
  CHECK(setting.processes.requests.at(0).command.argv ==
        std::vector<std::string>{"docker-credential-one", "get"});
  CHECK(setting.processes.requests.at(1).command.argv.at(0) == "docker-credential-all");
  CHECK(setting.processes.requests.at(1).command.input == "https://index.docker.io/v1/");
}

TEST_CASE("a helper that knows nothing leaves it to the file") {
  Setting setting;
  setting.disk =
      disk_with({{kDockerFile, R"({"credsStore":"all","auths":{"r.io":{"auth":"dTpw"}}})"}});
  setting.processes.answer = [](const exec::ProcessRequest& request) -> Result<exec::ProcessExit> {
    request.sink(OutputStream::kOut, "credentials not found in native keychain\n");
    return exited(1);
  };
  CHECK((**setting.find("r.io/a")).user == "u");
}

TEST_CASE("a helper that fails is named; what it said is not shown") {
  Setting setting;
  setting.disk = disk_with({{kDockerFile, R"({"credsStore":"all"})"}});
  const int way = GENERATE(0, 1, 2);
  setting.processes.answer =
      [way](const exec::ProcessRequest& request) -> Result<exec::ProcessExit> {
    if (way == 0) {
      return error("program-not-found", "`docker-credential-all` was not found");
    }
    request.sink(OutputStream::kOut, "hunter2");
    return exited(way == 1 ? 1 : 0);
  };
  const auto found = setting.find("r.io/a");
  REQUIRE_FALSE(found.ok());
  const std::string text = render_full(found.error().diagnostic());
  CHECK(text.find("docker-credential-all") != std::string::npos);
  CHECK(text.find("r.io") != std::string::npos);
  CHECK(text.find("hunter2") == std::string::npos);
}

TEST_CASE("a broken file is named, with the place and without its text") {
  Setting setting;
  setting.disk =
      disk_with({{kDockerFile, "{\"auths\":\n {\"r.io\": {\"auth\": \"hunter2\" oops}}}"}});
  const auto found = setting.find("r.io/a");
  REQUIRE_FALSE(found.ok());
  const std::string text = render_full(found.error().diagnostic());
  CHECK(text.find(kDockerFile + ":2:") != std::string::npos);
  CHECK(text.find("hunter2") == std::string::npos);
}

TEST_CASE("headers for the engine") {
  CHECK(registry_auth_header(std::nullopt) == "e30=");
  CHECK(*base64_decode(registry_auth_header(Credentials{"u", "p\"", "", "r.io"})) ==
        R"({"username":"u","password":"p\"","serveraddress":"r.io"})");
  CHECK(*base64_decode(registry_auth_header(Credentials{"", "", "tok", "r.io"})) ==
        R"({"identitytoken":"tok","serveraddress":"r.io"})");
  CHECK(*base64_decode(registry_config_header({{"u", "p", "", "r.io"}})) ==
        R"({"r.io":{"username":"u","password":"p","serveraddress":"r.io"}})");
}

TEST_CASE("base64 there and back") {
  const std::string bytes =
      GENERATE(std::string(), "a", "ab", "abc", std::string("\0\xff\xfe>?", 5));
  CHECK(*base64_decode(base64url_encode(bytes)) == bytes);
  CHECK(base64url_encode("\xfb\xff") == "-_8=");
  CHECK(*base64_decode("+/8=") == "\xfb\xff");
  CHECK_FALSE(base64_decode("a b").has_value());
}

}  // namespace
}  // namespace tiltc::images
