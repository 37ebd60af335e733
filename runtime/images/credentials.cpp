#include "images/credentials.h"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "base/path.h"
#include "base/base64.h"
#include "docker_config.h"
#include "formats/json.h"
#include "formats/json_writer.h"

namespace tiltc::images {
namespace {

constexpr std::size_t kMaxHelperAnswer = std::size_t{1} << 20;
constexpr std::string_view kHubKey = "https://index.docker.io/v1/";

// What Docker's and Podman's files call a registry: Docker Hub has a name of its own for historical
// reasons, and Podman may log in to a part of a registry.
std::vector<std::string> keys_of(const Reference& image) {
  std::vector<std::string> keys;
  const std::string name = image.name();
  for (std::size_t end = name.size(); end != std::string::npos; end = name.rfind('/', end - 1)) {
    keys.push_back(name.substr(0, end));
  }
  if (image.domain() == "docker.io") {
    keys.emplace_back(kHubKey);
    keys.emplace_back("index.docker.io");
    keys.emplace_back("registry-1.docker.io");
  }
  return keys;
}

// Old versions of Docker wrote whole URLs: "https://registry.example.com/v1/".
std::string host_of_key(std::string_view key) {
  const std::size_t scheme = key.find("://");
  if (scheme == std::string_view::npos) {
    return {};
  }
  key.remove_prefix(scheme + 3);
  return std::string(key.substr(0, key.find('/')));
}

std::vector<std::string> files_of(const CredentialSources& sources) {
  const Environment& environment = sources.environment;
  std::vector<std::string> docker;
  if (const std::string directory = docker_config_directory(environment); !directory.empty()) {
    docker.push_back(join_path(directory, "config.json"));
  }
  std::vector<std::string> podman;
  if (const std::string file = variable(environment, "REGISTRY_AUTH_FILE"); !file.empty()) {
    podman.push_back(file);
  }
  if (const std::string run = variable(environment, "XDG_RUNTIME_DIR"); !run.empty()) {
    podman.push_back(join_path(run, "containers/auth.json"));
  } else {
    podman.push_back(fmt::format("/run/containers/{}/auth.json", getuid()));
  }
  if (const std::string home = variable(environment, "HOME"); !home.empty()) {
    podman.push_back(join_path(home, ".config/containers/auth.json"));
  }
  const bool docker_first = sources.engine == EngineKind::kDocker;
  auto& first = docker_first ? docker : podman;
  auto& second = docker_first ? podman : docker;
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// The entry of `auths`: a base64 text "user:password", or an identity token, or both.
std::optional<Credentials> decode_entry(const Json& entry, const std::string& key) {
  Credentials credentials;
  credentials.server = key;
  credentials.identity_token = entry.string_at("identitytoken");
  credentials.user = entry.string_at("username");
  credentials.password = entry.string_at("password");
  const auto decoded = base64_decode(entry.string_at("auth"));
  const std::size_t colon = decoded ? decoded->find(':') : std::string::npos;
  if (colon != std::string::npos) {
    credentials.user = decoded->substr(0, colon);
    credentials.password = decoded->substr(colon + 1);
    credentials.password.erase(credentials.password.find_last_not_of('\0') + 1);
  }
  if (credentials.identity_token.empty() && credentials.user.empty()) {
    return std::nullopt;
  }
  return credentials;
}

std::optional<Credentials> from_auths(const Json& config, const std::vector<std::string>& keys) {
  const Json* auths = config.find("auths");
  const auto* entries = auths == nullptr ? nullptr : auths->get<Json::Object>();
  if (entries == nullptr) {
    return std::nullopt;
  }
  for (const auto& key : keys) {
    for (const auto& [name, entry] : *entries) {
      if (name == key || host_of_key(name) == key) {
        if (auto credentials = decode_entry(entry, name)) {
          return credentials;
        }
      }
    }
  }
  return std::nullopt;
}

struct HelperQuestion {
  std::string program;
  std::string key;
};

// credHelpers names a helper for one registry, credsStore one for all.
std::optional<HelperQuestion> helper_for(const Json& config, const std::vector<std::string>& keys,
                                         const std::string& domain) {
  if (const Json* helpers = config.find("credHelpers")) {
    for (const auto& key : keys) {
      if (const std::string_view name = helpers->string_at(key); !name.empty()) {
        return HelperQuestion{"docker-credential-" + std::string(name), key};
      }
    }
  }
  const std::string_view store = config.string_at("credsStore");
  if (store.empty()) {
    return std::nullopt;
  }
  return HelperQuestion{"docker-credential-" + std::string(store),
                        domain == "docker.io" ? std::string(kHubKey) : domain};
}

Diagnostic helper_failed(const HelperQuestion& question, std::string_view how) {
  return error("credential-helper-failed",
               fmt::format("the credential helper `{}` {}", question.program, how))
      .note(fmt::format("it was asked for the credentials of {}", question.key))
      .with_help(fmt::format("try it: echo {} | {} get", question.key, question.program));
}

Result<std::optional<Credentials>> decode_helper_answer(const HelperQuestion& question,
                                                        const std::string& answer) {
  const Result<Json> json = parse_json("helper's answer", answer);
  const std::string_view secret = json.ok() ? json->string_at("Secret") : std::string_view{};
  if (secret.empty()) {
    return helper_failed(question, "gave an answer without a secret");
  }
  Credentials credentials;
  credentials.server = question.key;
  if (json->string_at("Username") == "<token>") {
    credentials.identity_token = secret;
  } else {
    credentials.user = json->string_at("Username");
    credentials.password = secret;
  }
  return std::optional<Credentials>(std::move(credentials));
}

Async<Result<std::optional<Credentials>>> ask_helper(HelperQuestion question,
                                                     CredentialSources sources) {
  exec::ProcessRequest request;
  request.command.argv = {question.program, "get"};
  request.command.environment = as_assignments(sources.environment);
  request.command.input = question.key;
  request.pipes = exec::OutputPipes::kTwo;
  const auto answer = std::make_shared<std::string>();
  request.sink = [answer](OutputStream stream, std::string_view bytes) {
    if (stream == OutputStream::kOut && answer->size() < kMaxHelperAnswer) {
      *answer += bytes;
    }
  };
  auto exit = co_await sources.processes.run(std::move(request));
  if (!exit.ok()) {
    co_return helper_failed(question, "could not be started")
        .note(exit.error().diagnostic().message);
  }
  if (exit->cancelled) {
    co_return error("cancelled", "stopped while asking a credential helper");
  }
  if (exit->succeeded()) {
    co_return decode_helper_answer(question, *answer);
  }
  // The protocol's words for "I have none".
  if (answer->find("credentials not found") != std::string::npos) {
    co_return std::nullopt;
  }
  co_return helper_failed(question, "failed: " + describe_exit(exit->exit_code));
}

void write_auth(JsonWriter& writer, const Credentials& credentials) {
  writer.begin_object();
  if (!credentials.identity_token.empty()) {
    writer.member("identitytoken", credentials.identity_token);
  } else {
    writer.member("username", credentials.user).member("password", credentials.password);
  }
  writer.member("serveraddress", credentials.server).end_object();
}

}  // namespace

Async<Result<std::optional<Credentials>>> find_credentials(Reference image,
                                                           CredentialSources sources) {
  const std::vector<std::string> keys = keys_of(image);
  for (const auto& file : files_of(sources)) {
    auto config = read_user_json(sources.disk, file);
    if (!config.ok()) {
      co_return std::move(config).error();
    }
    if (!config->has_value()) {
      continue;
    }
    if (auto question = helper_for(**config, keys, image.domain())) {
      auto credentials = co_await ask_helper(std::move(*question), sources);
      if (!credentials.ok() || credentials->has_value()) {
        co_return credentials;
      }
    }
    if (auto credentials = from_auths(**config, keys)) {
      co_return credentials;
    }
  }
  co_return std::nullopt;
}

std::string registry_auth_header(const std::optional<Credentials>& credentials) {
  if (!credentials) {
    return base64url_encode("{}");
  }
  JsonWriter writer;
  write_auth(writer, *credentials);
  return base64url_encode(writer.take());
}

std::string registry_config_header(const std::vector<Credentials>& credentials) {
  JsonWriter writer;
  writer.begin_object();
  for (const auto& one : credentials) {
    writer.key(one.server);
    write_auth(writer, one);
  }
  return base64url_encode(writer.end_object().take());
}

}  // namespace tiltc::images
