#include "api_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "engine_content.h"
#include "engine_messages.h"
#include "engine_requests.h"
#include "formats/json.h"
#include "images/credentials.h"
#include "url.h"

namespace tiltc::images {
namespace {

using namespace std::chrono_literals;

// A busy engine may take its time over an inspect; one that says nothing for so long is gone.
constexpr auto kQuestionTimeout = 120s;
constexpr auto kProbeTimeout = 30s;

bool succeeded(const HttpAnswer& answer) {
  return answer.status >= 200 && answer.status < 300;
}

Diagnostic problem_diagnostic(const std::string& engine, const std::string& doing,
                              HttpProblem problem) {
  using Kind = HttpProblem::Kind;
  switch (problem.kind) {
    case Kind::kCaller:
      return problem.error->diagnostic();
    case Kind::kCancelled:
      return error("cancelled", fmt::format("stopped while {}", doing));
    case Kind::kConnect:
      return error("engine-unreachable",
                   fmt::format("{} cannot be reached: {}", engine, problem.detail))
          .note(fmt::format("seen while {}", doing))
          .with_help("is the container engine running, and may you use its socket?");
    case Kind::kTls:
      return error("engine-unreachable",
                   fmt::format("no secure connection to {}: {}", engine, problem.detail))
          .note(fmt::format("seen while {}", doing))
          .with_help("do ca.pem, cert.pem and key.pem belong to this engine?");
    case Kind::kTimeout:
      return error("engine-unreachable", fmt::format("{} does not answer", engine))
          .note(fmt::format("waited while {}", doing));
    case Kind::kLost:
      return error("engine-connection-lost",
                   fmt::format("{} closed the connection while {}", engine, doing))
          .note(fmt::format("the system says: {}", problem.detail))
          .with_help("the engine may have stopped or crashed: look at its log, then run again");
    case Kind::kNonsense:
    case Kind::kTooLarge:
      break;
  }
  return error("engine-answer-unreadable",
               fmt::format("{} gave an answer that is not its protocol while {}", engine, doing))
      .note(problem.detail)
      .with_help("does something else listen at this address?");
}

Diagnostic with_circumstances(Diagnostic diagnostic, const std::string& engine,
                              const std::string& doing) {
  return diagnostic.note(fmt::format("seen while {}; the engine is {}", doing, engine));
}

// A registry's refusal comes through the engine as prose; the ways out are few.
std::string push_help(std::string_view text, const std::string& domain) {
  const std::string lower = to_lower(text);
  const auto says = [&lower](std::string_view word) {
    return lower.find(word) != std::string::npos;
  };
  if (says("connection refused") || says("no such host") || says("i/o timeout")) {
    return fmt::format("is a registry listening at {}? `--push=never` builds without pushing",
                       domain);
  }
  if (says("denied") || says("unauthorized") || says("authentication") || says("credentials")) {
    return fmt::format(
        "log in with `docker login {0}` or `podman login {0}`, and check that you may "
        "push there",
        domain);
  }
  if (says("http response to https")) {
    return fmt::format("the registry speaks HTTP: list {} among the engine's insecure registries",
                       domain);
  }
  return {};
}

class ApiEngine : public Engine {
 public:
  ApiEngine(EngineAddress address, exec::CancelToken cancel, EngineInfo info, std::string libpod)
      : address_(std::move(address)),
        cancel_(std::move(cancel)),
        info_(std::move(info)),
        libpod_(std::move(libpod)) {}

  const EngineInfo& info() const override { return info_; }
  Async<Result<std::optional<ImageFacts>>> inspect(std::string image) override;
  Async<Result<std::string>> content_id(std::string id) override;
  Async<Status> tag(std::string id, Reference name) override;
  Async<Status> untag(std::string name) override;
  Async<Result<std::vector<std::string>>> names() override;
  Async<Status> push(PushRequest request, Log log) override;
  Async<Result<std::string>> build(ApiBuild request, Log log) override;

 private:
  struct Question {
    std::string method, target, doing;
  };

  bool is_podman() const { return info_.kind == EngineKind::kPodman; }
  std::string docker_api(const std::string& target) const {
    return "/v" + info_.api_version + target;
  }
  std::string podman_api(const std::string& target) const {
    return "/v" + libpod_ + "/libpod" + target;
  }

  Async<Result<HttpAnswer>> ask(Question question);
  Async<Result<std::optional<ImageFacts>>> inspect_exactly(std::string image);
  Async<Result<HttpAnswer>> converse(HttpRequest request, EngineMessages& messages,
                                     std::string doing);
  Diagnostic refused(const HttpAnswer& answer, const std::string& doing) const;
  std::string push_target(const Reference& reference) const;

  EngineAddress address_;
  exec::CancelToken cancel_;
  EngineInfo info_;
  std::string libpod_;  // version of Podman's own API
};

Diagnostic ApiEngine::refused(const HttpAnswer& answer, const std::string& doing) const {
  return error("engine-refused", fmt::format("{} failed: {}", doing, refusal_text(answer)))
      .note(fmt::format("the engine is {}", info_.title()));
}

Async<Result<HttpAnswer>> ApiEngine::ask(Question question) {
  HttpRequest request;
  request.method = question.method;
  request.target = question.target;
  request.timeout = kQuestionTimeout;
  request.cancel = cancel_;
  HttpOutcome outcome = co_await send_request(address_.http, std::move(request));
  if (auto* problem = std::get_if<HttpProblem>(&outcome)) {
    co_return problem_diagnostic(info_.title(), question.doing, std::move(*problem));
  }
  co_return std::get<HttpAnswer>(std::move(outcome));
}

std::vector<std::string> strings_of(const Json* list) {
  std::vector<std::string> texts;
  const auto* array = list == nullptr ? nullptr : list->get<Json::Array>();
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    if (const auto* text = (*array)[i].get<std::string>()) {
      texts.push_back(*text);
    }
  }
  return texts;
}

Diagnostic unreadable(const EngineInfo& info, std::string_view what) {
  return error("engine-answer-unreadable",
               fmt::format("{} gave an answer without {}", info.title(), what))
      .with_help("does something else listen at this address?");
}

Async<Result<std::optional<ImageFacts>>> ApiEngine::inspect_exactly(std::string image) {
  Question question{"GET", docker_api(image_path(image) + "/json"),
                    fmt::format("looking for the image `{}`", image)};
  const std::string doing = question.doing;
  Result<HttpAnswer> answer = co_await ask(std::move(question));
  if (!answer.ok()) {
    co_return std::move(answer).error();
  }
  if (answer->status == 404) {
    co_return std::nullopt;
  }
  if (!succeeded(*answer)) {
    co_return refused(*answer, doing);
  }
  const Result<Json> json = parse_json("engine's answer", answer->body);
  std::string id(json.ok() ? json->string_at("Id") : std::string_view{});
  if (id.empty()) {
    co_return unreadable(info_, "an image ID");
  }
  if (id.find(':') == std::string::npos) {
    id.insert(0, "sha256:");
  }
  co_return ImageFacts{std::move(id), strings_of(json->find("RepoTags"))};
}

Async<Result<std::optional<ImageFacts>>> ApiEngine::inspect(std::string image) {
  std::vector<std::string> spellings{image};
  const Result<Reference> reference = Reference::parse(image);
  if (is_podman() && reference.ok()) {
    spellings = {reference->familiar(), reference->normalized()};
  }
  for (std::size_t i = 0; i < spellings.size(); ++i) {
    auto facts = co_await inspect_exactly(spellings[i]);
    if (!facts.ok() || facts->has_value() || i + 1 == spellings.size()) {
      co_return facts;
    }
  }
  co_return std::nullopt;
}

Async<Result<std::string>> ApiEngine::content_id(std::string id) {
  if (is_podman() || !has_api(info_.api_version, kManifestsApi)) {
    co_return id;
  }
  Question question{"GET", docker_api(image_path(id) + "/json?manifests=1"),
                    fmt::format("asking what {} consists of", id.substr(0, 19))};
  const std::string doing = question.doing;
  Result<HttpAnswer> answer = co_await ask(std::move(question));
  if (!answer.ok()) {
    co_return std::move(answer).error();
  }
  if (!succeeded(*answer)) {
    co_return refused(*answer, doing);
  }
  const Result<Json> json = parse_json("engine's answer", answer->body);
  if (!json.ok()) {
    co_return unreadable(info_, "a description of the image");
  }
  co_return content_digest(id, *json);
}

Async<Status> ApiEngine::tag(std::string id, Reference name) {
  Question question{"POST", docker_api(tag_target(id, name)),
                    fmt::format("tagging {} as `{}`", id.substr(0, 19), name.familiar())};
  const std::string doing = question.doing;
  Result<HttpAnswer> answer = co_await ask(std::move(question));
  if (!answer.ok()) {
    co_return std::move(answer).error();
  }
  if (!succeeded(*answer)) {
    co_return refused(*answer, doing);
  }
  co_return Done{};
}

Async<Status> ApiEngine::untag(std::string name) {
  auto facts = co_await inspect_exactly(name);
  if (!facts.ok()) {
    co_return std::move(facts).error();
  }
  if (!facts->has_value() || (*facts)->names.size() < 2) {
    co_return Done{};
  }
  Question question{"DELETE", docker_api(image_path(name) + "?noprune=1"),
                    fmt::format("removing the tag `{}`", name)};
  if (is_podman()) {
    const std::size_t colon = name.rfind(':');
    Query query;
    query.add("repo", name.substr(0, colon)).add("tag", name.substr(colon + 1));
    question.method = "POST";
    question.target = podman_api(image_path(name) + "/untag" + query.text());
  }
  const std::string doing = question.doing;
  Result<HttpAnswer> answer = co_await ask(std::move(question));
  if (!answer.ok()) {
    co_return std::move(answer).error();
  }
  if (!succeeded(*answer) && answer->status != 404) {
    co_return refused(*answer, doing);
  }
  co_return Done{};
}

Async<Result<std::vector<std::string>>> ApiEngine::names() {
  Question question{"GET", docker_api("/images/json"), "listing the images"};
  Result<HttpAnswer> answer = co_await ask(std::move(question));
  if (!answer.ok()) {
    co_return std::move(answer).error();
  }
  const Result<Json> json = parse_json("engine's answer", answer->body);
  const auto* images = json.ok() ? json->get<Json::Array>() : nullptr;
  if (images == nullptr) {
    co_return unreadable(info_, "a list of images");
  }
  std::vector<std::string> names;
  for (const Json& image : *images) {
    for (auto& name : strings_of(image.find("RepoTags"))) {
      names.push_back(std::move(name));
    }
  }
  co_return names;
}

// Sends a request that is answered by messages. What the messages say is the caller's to judge.
Async<Result<HttpAnswer>> ApiEngine::converse(HttpRequest request, EngineMessages& messages,
                                              std::string doing) {
  request.method = "POST";
  request.cancel = cancel_;
  request.on_body = [&messages](std::string_view piece) { return messages.take(piece); };
  HttpOutcome outcome = co_await send_request(address_.http, std::move(request));
  if (auto* problem = std::get_if<HttpProblem>(&outcome)) {
    const bool ours = problem->kind == HttpProblem::Kind::kCaller;
    Diagnostic diagnostic = problem_diagnostic(info_.title(), doing, std::move(*problem));
    co_return ours ? with_circumstances(std::move(diagnostic), info_.title(), doing)
                   : std::move(diagnostic);
  }
  if (Status ended = messages.end(); !ended.ok()) {
    co_return with_circumstances(ended.error().diagnostic(), info_.title(), doing);
  }
  co_return std::get<HttpAnswer>(std::move(outcome));
}

// Podman has no notion of loopback registries that need no TLS; Docker ignores the parameter.
std::string ApiEngine::push_target(const Reference& reference) const {
  Query query;
  query.add("tag", reference.tag());
  if (is_podman() && is_loopback(reference.domain())) {
    query.add("tlsVerify", "false");
  }
  return docker_api(image_path(reference.name()) + "/push" + query.text());
}

Async<Status> ApiEngine::push(PushRequest push, Log log) {
  const std::string name = push.reference.familiar();
  const std::string domain = push.reference.domain();
  const std::string doing = fmt::format("pushing `{}` to {}", name, domain);
  EngineMessages messages(std::move(log));
  HttpRequest request;
  request.target = push_target(push.reference);
  request.headers.emplace_back("X-Registry-Auth", registry_auth_header(push.credentials));
  Result<HttpAnswer> answer = co_await converse(std::move(request), messages, doing);
  if (!answer.ok()) {
    co_return std::move(answer).error();
  }
  const std::string failure = succeeded(*answer) ? messages.failure() : refusal_text(*answer);
  if (!failure.empty()) {
    co_return error("push-failed", fmt::format("{} failed: {}", doing, failure))
        .note(fmt::format("pushed by {}", info_.title()))
        .with_help(push_help(failure, domain));
  }
  if (messages.count() == 0) {
    co_return unreadable(info_, fmt::format("a word about {}", doing));
  }
  co_return Done{};
}

Async<Result<std::string>> ApiEngine::build(ApiBuild build, Log log) {
  EngineMessages messages(std::move(log));
  HttpRequest request;
  request.target =
      is_podman() ? podman_api(podman_build_target(build)) : docker_api(docker_build_target(build));
  request.headers.emplace_back("Content-Type", "application/x-tar");
  if (!build.credentials.empty()) {
    request.headers.emplace_back("X-Registry-Config", registry_config_header(build.credentials));
  }
  request.body = std::move(build.tar);
  Result<HttpAnswer> answer = co_await converse(std::move(request), messages, "building the image");
  if (!answer.ok()) {
    co_return std::move(answer).error();
  }
  const std::string failure = succeeded(*answer) ? messages.failure() : refusal_text(*answer);
  if (!failure.empty()) {
    co_return error("build-failed", failure).note(fmt::format("built by {}", info_.title()));
  }
  if (messages.image_id().empty()) {
    co_return unreadable(info_, "the ID of the image it built");
  }
  co_return messages.image_id();
}

// ---------------------------------------------------------------------------------------------------

std::string header_of(const HttpAnswer& answer, const std::string& name) {
  const auto header = answer.headers.find(name);
  return header == answer.headers.end() ? std::string() : header->second;
}

bool is_version(std::string_view text) {
  return !text.empty() && text.size() < 20 && text.front() >= '0' && text.front() <= '9' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

// "Docker/20.10.24+dfsg1 (linux)" is version 20.10.24+dfsg1.
std::string server_version(const std::string& server) {
  const std::size_t begin = server.find('/') + 1;
  const std::string version = server.substr(begin, server.find(' ', begin) - begin);
  return begin == 0 || version.empty() ? "of unknown version" : version;
}

// BuildKit came with this, for Linux.
constexpr int kBuildKitApi = 39;

Result<std::unique_ptr<Engine>> engine_of(EngineAddress address, exec::CancelToken cancel,
                                          const HttpAnswer& answer) {
  EngineInfo info;
  info.address = address.text;
  info.api_version = header_of(answer, "api-version");
  if (!succeeded(answer) || !is_version(info.api_version)) {
    return error("engine-answer-unreadable",
                 fmt::format("what listens at {} is no container engine", address.text))
        .note("it does not answer /_ping as the Docker Engine API does")
        .with_help("check DOCKER_HOST and the current docker context");
  }
  // Only Podman sends it; a development version's "-dev" is cut.
  std::string libpod = header_of(answer, "libpod-api-version");
  libpod = libpod.substr(0, libpod.find('-'));
  if (!libpod.empty() && !is_version(libpod)) {
    return unreadable(info, "a version of Podman's API");
  }
  info.kind = libpod.empty() ? EngineKind::kDocker : EngineKind::kPodman;
  info.version = server_version(header_of(answer, "server"));
  const bool is_windows = to_lower(header_of(answer, "ostype")) == "windows";
  info.buildkit = libpod.empty() && !is_windows && has_api(info.api_version, kBuildKitApi);
  return std::unique_ptr<Engine>(
      std::make_unique<ApiEngine>(std::move(address), std::move(cancel), std::move(info), libpod));
}

}  // namespace

std::string EngineInfo::title() const {
  return fmt::format("{} {} at {}", kind == EngineKind::kPodman ? "Podman" : "Docker", version,
                     address);
}

Async<Result<std::unique_ptr<Engine>>> connect_engine(EngineAddress address,
                                                      exec::CancelToken cancel) {
  HttpRequest request;
  // Its headers say all that is needed; /version makes Podman start programs, which can take long.
  request.target = "/_ping";
  request.timeout = kProbeTimeout;
  request.cancel = cancel;
  HttpOutcome outcome = co_await send_request(address.http, std::move(request));
  if (auto* problem = std::get_if<HttpProblem>(&outcome)) {
    co_return problem_diagnostic(fmt::format("the engine at {}", address.text),
                                 "asking for its version", std::move(*problem));
  }
  co_return engine_of(std::move(address), std::move(cancel), std::get<HttpAnswer>(outcome));
}

}  // namespace tiltc::images
