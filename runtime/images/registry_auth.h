#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http_client.h"
#include "url.h"

// Who we are to a registry: the schemes Basic and Bearer, as the Distribution specification and
// RFC 7235 have them.
namespace tiltc::images {

// What a 401 asks for.
struct Challenge {
  enum class Scheme { kBasic, kBearer };
  Scheme scheme = Scheme::kBasic;
  std::string realm;    // of kBearer: where tokens are given
  std::string service;  // of kBearer
};

// Of the challenges in a WWW-Authenticate header, Bearer before Basic; no value when neither is
// there.
std::optional<Challenge> parse_challenge(std::string_view header);

std::string basic_authorization(const Credentials& credentials);

// A request for a token that lets in to `scope` ("repository:team/api:pull"): GET for a password or
// nobody, POST (OAuth 2) for an identity token.
HttpRequest token_request(const Challenge& challenge, const Url& realm, std::string_view scope,
                          const std::optional<Credentials>& credentials);

struct Token {
  std::string text;
  std::int64_t seconds = 60;  // that it is good for
};

// No value when the answer holds no token that a header can carry.
std::optional<Token> parse_token(const std::string& body);

// `text` without the secrets that a peer may have sent back to us.
std::string without_secrets(std::string text, const std::optional<Credentials>& credentials);

}  // namespace tiltc::images
