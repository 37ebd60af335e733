#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "exec/async.h"
#include "images/engine.h"
#include "tls.h"

// The one door to Beast.
namespace tiltc::images {

// A server that passes requests on. With TLS it only makes the connection.
struct HttpProxy {
  std::string host;
  std::string port;
  std::string authorization;  // value of Proxy-Authorization; never printed
};

// Where an HTTP server listens: a unix socket when the path is not empty, else host and port.
struct HttpAddress {
  std::string unix_path = {};
  std::string host = {};
  std::string port = {};
  TlsContextPtr tls = {};  // null: no TLS
  std::optional<HttpProxy> proxy = {};
};

// Takes the body of a 2xx answer as it comes. A failure ends the request.
using BodySink = std::function<Status(std::string_view)>;

struct HttpRequest {
  std::string method = "GET";
  std::string target;  // "/v1.41/images/json?all=1"
  std::vector<std::pair<std::string, std::string>> headers;
  BodySource body;   // may be null: no body
  BodySink on_body;  // may be null: the body is kept, up to kMaxKeptBody
  // For the whole of it; without one only connecting has a limit (kConnectTimeout).
  std::optional<std::chrono::milliseconds> timeout;
  exec::CancelToken cancel;
};

inline constexpr std::size_t kMaxKeptBody = std::size_t{64} << 20;
inline constexpr std::chrono::seconds kConnectTimeout{10};

struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case; several values joined by ", "
  std::string body;                            // empty when a sink took it
};

struct HttpProblem {
  enum class Kind {
    kConnect,  // nobody listens, or we may not
    kTls,      // no secure connection comes about
    kTimeout,
    kLost,      // the connection ended before the answer did
    kNonsense,  // what came is not HTTP
    kTooLarge,
    kCancelled,
    kCaller,  // body or sink failed; `error` says how
  };
  Kind kind = Kind::kConnect;
  std::string detail;  // the system's or Beast's words
  std::optional<Error> error;
};

using HttpOutcome = std::variant<HttpAnswer, HttpProblem>;

// One request on a connection of its own. Values of headers must not hold line breaks: such a
// request is not sent (kNonsense).
exec::Async<HttpOutcome> send_request(HttpAddress address, HttpRequest request);

}  // namespace tiltc::images
