#pragma once

#include <chrono>
#include <map>

#include "exec/once_gate.h"
#include "images/credentials.h"
#include "images/registry_client.h"
#include "registry_auth.h"
#include "registry_endpoint.h"

namespace tiltc::images {

// One question to a registry.
struct RegistryQuestion {
  std::string method = "GET";
  std::string target;  // "/v2/team/api/manifests/v1"
  std::string scope;   // "repository:team/api:pull"; "" for none
  std::string accept;  // media types; "" for any
  std::string doing;   // "looking for localhost:5000/api:v1", for errors
};

// One registry: the address that works, and what lets us in. Made when first asked.
class RegistryClient::Access {
 public:
  Access(const RegistryTools& tools, Reference image) : tools_(tools), image_(std::move(image)) {}

  // The answer, if it is a success or 404.
  Async<Result<HttpAnswer>> ask(RegistryQuestion question);

 private:
  using Clock = std::chrono::steady_clock;
  struct KnownToken {
    std::string text;
    Clock::time_point expires;
  };

  Async<Status> open();
  Async<Status> find_address(const RegistryEndpoint& endpoint);
  Async<Result<std::string>> authorization(std::string scope);
  Async<Result<std::string>> fetch_token(std::string scope);
  Async<HttpOutcome> send(const HttpAddress& address, const RegistryQuestion& question,
                          const std::string& authorization);
  Async<HttpOutcome> send_patiently(HttpAddress address, HttpRequest request);
  Diagnostic unreachable(const std::string& doing, const HttpProblem& problem) const;
  Diagnostic refused(const std::string& doing, const HttpAnswer& answer) const;

  const RegistryTools& tools_;
  Reference image_;  // the first that was asked for: its domain, and credentials may hang on it
  exec::OnceGate gate_;
  std::optional<Diagnostic> failure_;  // of open()
  HttpAddress address_;
  std::optional<Challenge> challenge_;
  std::optional<Credentials> credentials_;
  std::map<std::string, KnownToken> tokens_;  // by scope
};

}  // namespace tiltc::images
