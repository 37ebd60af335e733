#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core.hpp>
#include <optional>

#include "http_client.h"

// Connections for http_client.cpp; nobody else includes this.
namespace tiltc::images {

inline constexpr std::uint32_t kMaxHttpHeader = 256 << 10;
inline constexpr std::size_t kHttpPiece = std::size_t{64} << 10;

// One connection and what is read from it. Lives on the heap, because cancellation may come when
// the coroutine has just gone.
struct HttpConnection {
  using Protocol = boost::asio::generic::stream_protocol;
  using Stream = boost::beast::basic_stream<Protocol>;
  using TlsStream = boost::asio::ssl::stream<Stream&>;

  explicit HttpConnection(const boost::asio::any_io_executor& executor) : stream(executor) {}

  Stream stream;
  std::optional<TlsStream> tls;  // on top of `stream`
  boost::beast::flat_buffer buffer{kMaxHttpHeader + 2 * kHttpPiece};
};

// Reaches the server, through its proxy if it has one, and secures the connection if it wants TLS.
// Within kConnectTimeout.
exec::Async<std::optional<HttpProblem>> connect(HttpConnection& connection,
                                                const HttpAddress& address);

// What a failure of Asio or Beast means; nothing when there is none.
std::optional<HttpProblem> problem_of(const boost::beast::error_code& code,
                                      HttpProblem::Kind otherwise);

// "host", or "host:port" when the port is not the usual one.
std::string host_header(const HttpAddress& address);

}  // namespace tiltc::images
