#include "registry_access.h"

#include <fmt/format.h>

#include "base/text.h"
#include "engine_requests.h"
#include "formats/json.h"
#include "retry.h"

namespace tiltc::images {
namespace {

using namespace std::chrono_literals;

constexpr auto kQuestionTimeout = 30s;
constexpr auto kTokenMargin = 10s;  // a token that is about to expire is not used any more

std::string header_of(const HttpAnswer& answer, const std::string& name) {
  const auto header = answer.headers.find(name);
  return header == answer.headers.end() ? std::string() : header->second;
}

// `{"errors": [{"code": …, "message": …}]}`, or whatever else it says, on one line.
std::string words_of(const HttpAnswer& answer) {
  const Result<Json> json = parse_json("registry's answer", answer.body);
  const Json* errors = json.ok() ? json->find("errors") : nullptr;
  const auto* list = errors == nullptr ? nullptr : errors->get<Json::Array>();
  if (list == nullptr || list->empty()) {
    return refusal_text(answer);
  }
  HttpAnswer first = answer;
  first.body = list->front().string_at("message", list->front().string_at("code"));
  return refusal_text(first);
}

}  // namespace

// How the registry is reached and what it asks for is found out once, by whoever comes first.
Async<Status> RegistryClient::Access::open() {
  if (co_await gate_.enter()) {
    Status found = Done{};
    auto endpoint = registry_endpoint(image_.domain(), tools_.disk, tools_.environment);
    if (endpoint.ok()) {
      found = co_await find_address(*endpoint);
    } else {
      found = std::move(endpoint).error();
    }
    if (!found.ok()) {
      failure_ = found.error().diagnostic();
    }
    gate_.open();
  }
  if (failure_) {
    co_return *failure_;
  }
  co_return Done{};
}

Async<Status> RegistryClient::Access::find_address(const RegistryEndpoint& endpoint) {
  RegistryQuestion ping;
  ping.target = "/v2/";
  ping.doing = "asking which protocol it speaks";
  std::optional<Diagnostic> problem;
  for (const HttpAddress& address : endpoint.addresses) {
    const HttpOutcome outcome = co_await send(address, ping, "");
    if (const auto* failed = std::get_if<HttpProblem>(&outcome)) {
      problem = unreachable(ping.doing, *failed);
      continue;
    }
    const HttpAnswer& answer = std::get<HttpAnswer>(outcome);
    if (answer.status != 200 && answer.status != 401) {
      problem = refused(ping.doing, answer);  // 400: HTTP where TLS is wanted
      continue;
    }
    address_ = address;
    challenge_ = parse_challenge(header_of(answer, "www-authenticate"));
    if (!challenge_) {
      co_return Done{};
    }
    auto credentials = co_await find_credentials(
        image_, {EngineKind::kDocker, tools_.environment, tools_.disk, tools_.processes});
    if (!credentials.ok()) {
      co_return std::move(credentials).error();
    }
    credentials_ = std::move(*credentials);
    co_return Done{};
  }
  co_return *problem;
}

// The value of the header Authorization; "" for nobody.
Async<Result<std::string>> RegistryClient::Access::authorization(std::string scope) {
  if (!challenge_) {
    co_return std::string();
  }
  if (challenge_->scheme == Challenge::Scheme::kBasic) {
    const bool has_password = credentials_ && !credentials_->user.empty();
    co_return has_password ? basic_authorization(*credentials_) : std::string();
  }
  const auto known = tokens_.find(scope);
  if (known != tokens_.end() && Clock::now() + kTokenMargin < known->second.expires) {
    co_return "Bearer " + known->second.text;
  }
  co_return co_await fetch_token(std::move(scope));
}

Async<Result<std::string>> RegistryClient::Access::fetch_token(std::string scope) {
  const std::string doing = "asking for a token";
  const auto realm = parse_url(challenge_->realm);
  const bool may_be_plain = address_.tls == nullptr || (realm && is_loopback(realm->host));
  if (!realm || (realm->scheme != "https" && !may_be_plain)) {
    co_return error("registry-answer-unreadable",
                    fmt::format("{} gives tokens at an address that cannot be used: {}",
                                image_.domain(), json_quote(challenge_->realm)))
        .note(
            "credentials go to https addresses only, but for registries that have no TLS "
            "themselves");
  }
  HttpAddress address;
  address.host = realm->host;
  address.port = realm->port;
  auto proxy = proxy_for(realm->scheme, realm->host, tools_.environment);
  if (!proxy.ok()) {
    co_return std::move(proxy).error();
  }
  address.proxy = *std::move(proxy);
  if (realm->scheme == "https") {
    const std::string domain = realm->host + (realm->port == "443" ? "" : ":" + realm->port);
    auto endpoint = registry_endpoint(domain, tools_.disk, tools_.environment);
    if (!endpoint.ok()) {
      co_return std::move(endpoint).error();
    }
    for (const HttpAddress& way : endpoint->addresses) {
      address.tls = way.tls != nullptr ? way.tls : address.tls;
    }
  }
  HttpRequest request = token_request(*challenge_, *realm, scope, credentials_);
  const HttpOutcome outcome = co_await send_patiently(std::move(address), std::move(request));
  if (const auto* problem = std::get_if<HttpProblem>(&outcome)) {
    co_return unreachable(doing, *problem);
  }
  const HttpAnswer& answer = std::get<HttpAnswer>(outcome);
  if (answer.status != 200) {
    co_return refused(doing, answer);
  }
  auto token = parse_token(answer.body);
  if (!token) {
    co_return error("registry-answer-unreadable",
                    fmt::format("{} gave an answer without a token", realm->host))
        .note(fmt::format("the registry {} sends its clients there", image_.domain()));
  }
  tokens_[scope] = {token->text, Clock::now() + std::chrono::seconds(token->seconds)};
  co_return "Bearer " + token->text;
}

Async<HttpOutcome> RegistryClient::Access::send(const HttpAddress& address,
                                                const RegistryQuestion& question,
                                                const std::string& authorization) {
  HttpRequest request;
  request.method = question.method;
  request.target = question.target;
  if (!question.accept.empty()) {
    request.headers.emplace_back("Accept", question.accept);
  }
  if (!authorization.empty()) {
    request.headers.emplace_back("Authorization", authorization);
  }
  co_return co_await send_patiently(address, std::move(request));
}

Async<HttpOutcome> RegistryClient::Access::send_patiently(HttpAddress address,
                                                          HttpRequest request) {
  request.timeout = kQuestionTimeout;
  request.cancel = tools_.cancel;
  for (int attempt = 1;; ++attempt) {
    HttpOutcome outcome = co_await send_request(address, request);
    const auto delay = retry_delay(outcome, attempt);
    if (!delay || tools_.cancel.cancelled()) {
      co_return outcome;
    }
    co_await exec::sleep_for(*delay, tools_.cancel);
  }
}

// A token may have expired on the way: then the registry asks again, and gets a new one once.
Async<Result<HttpAnswer>> RegistryClient::Access::ask(RegistryQuestion question) {
  if (Status opened = co_await open(); !opened.ok()) {
    co_return std::move(opened).error();
  }
  for (bool is_second = false;; is_second = true) {
    auto authorization = co_await this->authorization(question.scope);
    if (!authorization.ok()) {
      co_return std::move(authorization).error();
    }
    HttpOutcome outcome = co_await send(address_, question, *authorization);
    if (const auto* problem = std::get_if<HttpProblem>(&outcome)) {
      co_return unreachable(question.doing, *problem);
    }
    auto& answer = std::get<HttpAnswer>(outcome);
    if (answer.status == 401 && !is_second && tokens_.erase(question.scope) > 0) {
      continue;
    }
    if (answer.status != 200 && answer.status != 404) {
      co_return refused(question.doing, answer);
    }
    co_return std::move(answer);
  }
}

Diagnostic RegistryClient::Access::unreachable(const std::string& doing,
                                               const HttpProblem& problem) const {
  using Kind = HttpProblem::Kind;
  const std::string& domain = image_.domain();
  switch (problem.kind) {
    case Kind::kCancelled:
      return error("cancelled", fmt::format("stopped while {}", doing));
    case Kind::kTls:
      return error(
                 "registry-unreachable",
                 fmt::format("no secure connection to the registry {}: {}", domain, problem.detail))
          .note(fmt::format("seen while {}", doing))
          .with_help(fmt::format("put the certificate of its authority into "
                                 "/etc/docker/certs.d/{}/ca.crt",
                                 domain));
    case Kind::kConnect:
      return error("registry-unreachable",
                   fmt::format("the registry {} cannot be reached: {}", domain, problem.detail))
          .note(fmt::format("seen while {}", doing));
    case Kind::kTimeout:
      return error("registry-unreachable", fmt::format("the registry {} does not answer", domain))
          .note(fmt::format("waited while {}", doing));
    case Kind::kLost:
      return error("registry-unreachable",
                   fmt::format("the registry {} closed the connection, {} times", domain,
                               kMaxAttempts))
          .note(fmt::format("seen while {}", doing));
    default:
      return error("registry-answer-unreadable",
                   fmt::format("the registry {} gave an answer that is not its protocol", domain))
          .note(fmt::format("seen while {}", doing))
          .note(problem.detail);
  }
}

Diagnostic RegistryClient::Access::refused(const std::string& doing,
                                           const HttpAnswer& answer) const {
  const std::string& domain = image_.domain();
  const std::string words = without_secrets(words_of(answer), credentials_);
  if (answer.status == 401 || answer.status == 403) {
    return error("registry-denied", fmt::format("the registry {} does not let {} in: {}", domain,
                                                credentials_ ? "you" : "strangers", words))
        .note(fmt::format("seen while {}", doing))
        .with_help(fmt::format("log in with `docker login {0}` or `podman login {0}`", domain));
  }
  Diagnostic diagnostic = error("registry-refused", fmt::format("the registry {} answers {}: {}",
                                                                domain, answer.status, words))
                              .note(fmt::format("seen while {}", doing));
  if (answer.status == 429) {
    diagnostic.with_help("it limits how often it may be asked: wait, or log in");
  }
  return diagnostic;
}

}  // namespace tiltc::images
