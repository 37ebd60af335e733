#include "http_connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>

#include "tls_context.h"

namespace tiltc::images {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using Kind = HttpProblem::Kind;
using Endpoint = HttpConnection::Protocol::endpoint;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

exec::Async<std::pair<beast::error_code, std::vector<Endpoint>>> resolve(HttpAddress address) {
  std::vector<Endpoint> endpoints;
  if (!address.unix_path.empty()) {
    constexpr std::size_t kMaxUnixPath = 107;  // sun_path, less its final NUL
    if (address.unix_path.size() > kMaxUnixPath) {
      co_return std::pair{beast::error_code(asio::error::name_too_long), std::move(endpoints)};
    }
    endpoints.emplace_back(asio::local::stream_protocol::endpoint(address.unix_path));
    co_return std::pair{beast::error_code(), std::move(endpoints)};
  }
  asio::ip::tcp::resolver resolver(co_await exec::current_executor());
  const std::string host = address.proxy ? address.proxy->host : address.host;
  const std::string port = address.proxy ? address.proxy->port : address.port;
  auto [code, found] = co_await resolver.async_resolve(host, port, kToken);
  for (const auto& entry : found) {
    endpoints.emplace_back(entry.endpoint());
  }
  co_return std::pair{code, std::move(endpoints)};
}

std::string host_and_port(const HttpAddress& address) {
  const bool is_ipv6 = address.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + address.host + "]" : address.host) + ":" + address.port;
}

// Asks the proxy for a connection to the server itself, through which TLS can speak.
exec::Async<std::optional<HttpProblem>> tunnel(HttpConnection& connection,
                                               const HttpAddress& address) {
  http::request<http::empty_body> request;
  request.version(11);
  request.method(http::verb::connect);
  request.target(host_and_port(address));
  request.set(http::field::host, host_and_port(address));
  if (!address.proxy->authorization.empty()) {
    request.set(http::field::proxy_authorization, address.proxy->authorization);
  }
  auto [code, sent] = co_await http::async_write(connection.stream, request, kToken);
  if (code) {
    co_return problem_of(code, Kind::kConnect);
  }
  http::response_parser<http::empty_body> answer;
  answer.skip(true);
  auto [failure, count] =
      co_await http::async_read_header(connection.stream, connection.buffer, answer, kToken);
  if (failure) {
    co_return problem_of(failure, Kind::kConnect);
  }
  if (answer.get().result() != http::status::ok) {
    co_return HttpProblem{Kind::kConnect,
                          "the proxy answers " + std::to_string(answer.get().result_int()),
                          std::nullopt};
  }
  connection.buffer.consume(connection.buffer.size());
  co_return std::nullopt;
}

bool is_ip_address(const std::string& host) {
  boost::system::error_code code;
  asio::ip::make_address(host, code);
  return !code;
}

exec::Async<std::optional<HttpProblem>> secure(HttpConnection& connection,
                                               const HttpAddress& address) {
  connection.tls.emplace(connection.stream, address.tls->context);
  if (address.tls->verify) {
    connection.tls->set_verify_callback(asio::ssl::host_name_verification(address.host));
  }
  if (!is_ip_address(address.host)) {
    SSL_set_tlsext_host_name(connection.tls->native_handle(), address.host.c_str());
  }
  auto [code] = co_await connection.tls->async_handshake(asio::ssl::stream_base::client, kToken);
  auto problem = problem_of(code, Kind::kTls);
  if (problem && problem->kind != Kind::kTimeout) {
    problem->kind = Kind::kTls;
  }
  co_return problem;
}

}  // namespace

exec::Async<std::optional<HttpProblem>> connect(HttpConnection& connection,
                                                const HttpAddress& address) {
  auto [code, endpoints] = co_await resolve(address);
  for (const auto& endpoint : endpoints) {
    connection.stream.expires_after(kConnectTimeout);
    auto [failure] = co_await connection.stream.async_connect(endpoint, kToken);
    code = failure;
    if (!code) {
      break;
    }
  }
  std::optional<HttpProblem> problem = problem_of(code, Kind::kConnect);
  if (!problem && address.tls != nullptr && address.proxy) {
    problem = co_await tunnel(connection, address);
  }
  if (!problem && address.tls != nullptr) {
    problem = co_await secure(connection, address);
  }
  connection.stream.expires_never();
  co_return problem;
}

std::optional<HttpProblem> problem_of(const beast::error_code& code, Kind otherwise) {
  if (!code) {
    return std::nullopt;
  }
  const bool timeout = code == beast::error::timeout;
  const bool lost = code == http::error::end_of_stream || code == http::error::partial_message ||
                    code == asio::error::eof || code == asio::error::connection_reset ||
                    code == asio::error::broken_pipe || code == asio::ssl::error::stream_truncated;
  const bool nonsense = code.category() == make_error_code(http::error::bad_version).category();
  const Kind kind = timeout    ? Kind::kTimeout
                    : lost     ? Kind::kLost
                    : nonsense ? Kind::kNonsense
                               : otherwise;
  return HttpProblem{kind, code.message(), std::nullopt};
}

std::string host_header(const HttpAddress& address) {
  if (!address.unix_path.empty()) {
    return "engine";  // Podman and Docker do not look at it, but HTTP/1.1 wants one
  }
  const std::string usual = address.tls != nullptr ? "443" : "80";
  const std::string full = host_and_port(address);
  return address.port == usual ? full.substr(0, full.rfind(':')) : full;
}

}  // namespace tiltc::images
