#include "registry_auth.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/base64.h"
#include "base/text.h"
#include "formats/json.h"

namespace tiltc::images {
namespace {

constexpr std::string_view kClient = "tiltc";

using Parameters = std::map<std::string, std::string>;

// Goes through `Bearer realm="…",service="…", Basic realm="…"`.
class ChallengeReader {
 public:
  explicit ChallengeReader(std::string_view text) : rest_(text) {}

  std::map<std::string, Parameters> read() {
    std::map<std::string, Parameters> challenges;
    Parameters* current = nullptr;
    while (true) {
      skip(" \t,");
      const std::string word = to_lower(take_word());
      if (word.empty()) {
        return challenges;
      }
      skip(" \t");
      if (rest_.starts_with('=') && current != nullptr) {
        rest_.remove_prefix(1);
        (*current)[word] = take_value();
      } else {
        current = &challenges[word];
      }
    }
  }

 private:
  void skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
  }

  std::string_view take_word() {
    const std::string_view word = rest_.substr(0, rest_.find_first_of(" \t,=\""));
    rest_.remove_prefix(word.size());
    return word;
  }

  std::string take_value() {
    if (!rest_.starts_with('"')) {
      return std::string(take_word());
    }
    std::string value;
    std::size_t i = 1;
    for (; i < rest_.size() && rest_[i] != '"'; ++i) {
      i += rest_[i] == '\\' && i + 1 < rest_.size() ? 1 : 0;
      value += rest_[i];
    }
    rest_.remove_prefix(std::min(i + 1, rest_.size()));
    return value;
  }

  std::string_view rest_;
};

// What RFC 6750 allows a token to be made of.
bool is_token(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

}  // namespace

std::optional<Challenge> parse_challenge(std::string_view header) {
  const auto challenges = ChallengeReader(header).read();
  if (const auto bearer = challenges.find("bearer"); bearer != challenges.end()) {
    const auto value = [&](const char* name) {
      const auto found = bearer->second.find(name);
      return found == bearer->second.end() ? std::string() : found->second;
    };
    return Challenge{Challenge::Scheme::kBearer, value("realm"), value("service")};
  }
  return challenges.count("basic") > 0 ? std::optional(Challenge()) : std::nullopt;
}

std::string basic_authorization(const Credentials& credentials) {
  return "Basic " + base64_encode(credentials.user + ":" + credentials.password);
}

HttpRequest token_request(const Challenge& challenge, const Url& realm, std::string_view scope,
                          const std::optional<Credentials>& credentials) {
  HttpRequest request;
  Query query;
  query.add("service", challenge.service).add("scope", scope);
  if (credentials && !credentials->identity_token.empty()) {
    query.add("grant_type", "refresh_token").add("client_id", kClient);
    query.add("refresh_token", credentials->identity_token);
    request.method = "POST";
    request.target = realm.target;
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = [body = query.text().substr(1), sent = false]() mutable {
      const bool first = !sent;
      sent = true;
      return Result<std::string_view>(first ? std::string_view(body) : std::string_view());
    };
    return request;
  }
  const bool has_query = realm.target.find('?') != std::string::npos;
  request.target = realm.target + (has_query ? "&" + query.text().substr(1) : query.text());
  if (credentials) {
    request.headers.emplace_back("Authorization", basic_authorization(*credentials));
  }
  return request;
}

std::optional<Token> parse_token(const std::string& body) {
  const Result<Json> json = parse_json("token", body);
  if (!json.ok()) {
    return std::nullopt;
  }
  Token token;
  token.text = json->string_at("token", json->string_at("access_token"));
  token.seconds = json->integer_at("expires_in", token.seconds);
  return is_token(token.text) ? std::optional(std::move(token)) : std::nullopt;
}

std::string without_secrets(std::string text, const std::optional<Credentials>& credentials) {
  if (!credentials) {
    return text;
  }
  for (const std::string& secret :
       {credentials->password, credentials->identity_token,
        base64_encode(credentials->user + ":" + credentials->password)}) {
    if (!secret.empty()) {
      text = replace_all(text, secret, "***");
    }
  }
  return text;
}

}  // namespace tiltc::images
