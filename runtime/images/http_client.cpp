#include "http_client.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>

#include "base/text.h"

namespace tiltc::images {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using Protocol = asio::generic::stream_protocol;
using Stream = beast::basic_stream<Protocol>;
using Kind = HttpProblem::Kind;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kPiece = std::size_t{64} << 10;
constexpr std::uint32_t kMaxHeader = 256 << 10;

// One connection and what is read from it. Lives on the heap, because cancellation may come when
// the coroutine has just gone.
struct Connection {
  explicit Connection(const asio::any_io_executor& executor) : stream(executor) {}

  Stream stream;
  beast::flat_buffer buffer{kMaxHeader + 2 * kPiece};
};

std::optional<HttpProblem> problem_of(const beast::error_code& code, Kind otherwise) {
  if (!code) {
    return std::nullopt;
  }
  const bool timeout = code == beast::error::timeout;
  const bool lost = code == http::error::end_of_stream || code == http::error::partial_message ||
                    code == asio::error::eof || code == asio::error::connection_reset ||
                    code == asio::error::broken_pipe;
  const bool nonsense = code.category() == make_error_code(http::error::bad_version).category();
  const Kind kind = timeout    ? Kind::kTimeout
                    : lost     ? Kind::kLost
                    : nonsense ? Kind::kNonsense
                               : otherwise;
  return HttpProblem{kind, code.message(), std::nullopt};
}

exec::Async<std::pair<beast::error_code, std::vector<Protocol::endpoint>>> resolve(
    HttpAddress address) {
  std::vector<Protocol::endpoint> endpoints;
  if (!address.unix_path.empty()) {
    constexpr std::size_t kMaxUnixPath = 107;  // sun_path, less its final NUL
    if (address.unix_path.size() > kMaxUnixPath) {
      co_return std::pair{beast::error_code(asio::error::name_too_long), std::move(endpoints)};
    }
    endpoints.emplace_back(asio::local::stream_protocol::endpoint(address.unix_path));
    co_return std::pair{beast::error_code(), std::move(endpoints)};
  }
  asio::ip::tcp::resolver resolver(co_await exec::current_executor());
  auto [code, found] = co_await resolver.async_resolve(address.host, address.port, kToken);
  for (const auto& entry : found) {
    endpoints.emplace_back(entry.endpoint());
  }
  co_return std::pair{code, std::move(endpoints)};
}

exec::Async<std::optional<HttpProblem>> connect(Connection& connection, HttpAddress address) {
  auto [code, endpoints] = co_await resolve(std::move(address));
  for (const auto& endpoint : endpoints) {
    connection.stream.expires_after(kConnectTimeout);
    auto [failure] = co_await connection.stream.async_connect(endpoint, kToken);
    code = failure;
    if (!code) {
      break;
    }
  }
  connection.stream.expires_never();
  co_return problem_of(code, Kind::kConnect);
}

http::request<http::empty_body> head_of(const HttpAddress& address, const HttpRequest& request) {
  http::request<http::empty_body> head;
  head.version(11);
  head.method_string(request.method);
  head.target(request.target);
  // Podman and Docker do not look at it, but HTTP/1.1 wants one.
  head.set(http::field::host, address.unix_path.empty() ? address.host : "engine");
  head.set(http::field::user_agent, "tiltc");
  head.set(http::field::connection, "close");
  for (const auto& [name, value] : request.headers) {
    head.set(name, value);
  }
  if (request.body) {
    head.set(http::field::transfer_encoding, "chunked");
  } else if (request.method != "GET") {
    head.set(http::field::content_length, "0");
  }
  return head;
}

// Sends head and body. A server that has answered before it has read everything (a refusal) makes
// writing fail: then the answer says more than the failure, so that is no problem yet.
exec::Async<std::optional<HttpProblem>> send(Connection& connection, const HttpAddress& address,
                                             const HttpRequest& request) {
  auto head = head_of(address, request);
  http::request_serializer<http::empty_body> serializer(head);
  auto [code, sent] = co_await http::async_write_header(connection.stream, serializer, kToken);
  while (!code && request.body) {
    Result<std::string_view> piece = request.body();
    if (!piece.ok()) {
      co_return HttpProblem{Kind::kCaller, {}, std::move(piece).error()};
    }
    const bool last = piece->empty();
    if (last) {
      auto [failure, count] =
          co_await asio::async_write(connection.stream, http::make_chunk_last(), kToken);
      code = failure;
      break;
    }
    const asio::const_buffer bytes(piece->data(), piece->size());
    auto [failure, count] =
        co_await asio::async_write(connection.stream, http::make_chunk(bytes), kToken);
    code = failure;
  }
  auto problem = problem_of(code, Kind::kLost);
  if (problem && problem->kind == Kind::kLost) {
    problem.reset();
  }
  co_return problem;
}

using Parser = http::response_parser<http::buffer_body>;

HttpAnswer answer_of(const Parser& parser) {
  HttpAnswer answer;
  answer.status = static_cast<int>(parser.get().result_int());
  for (const auto& field : parser.get()) {
    answer.headers[to_lower(
        std::string_view(field.name_string().data(), field.name_string().size()))] =
        std::string(field.value().data(), field.value().size());
  }
  return answer;
}

std::optional<HttpProblem> take_piece(const HttpRequest& request, std::string_view piece,
                                      HttpAnswer& answer) {
  const bool good = answer.status >= 200 && answer.status < 300;
  if (request.on_body && good) {
    Status taken = request.on_body(piece);
    if (!taken.ok()) {
      return HttpProblem{Kind::kCaller, {}, std::move(taken).error()};
    }
    return std::nullopt;
  }
  if (answer.body.size() + piece.size() > kMaxKeptBody) {
    return HttpProblem{Kind::kTooLarge, "the answer is larger than 64 MB", std::nullopt};
  }
  answer.body += piece;
  return std::nullopt;
}

exec::Async<HttpOutcome> receive(Connection& connection, const HttpRequest& request) {
  Parser parser;
  parser.body_limit(boost::none);
  parser.header_limit(kMaxHeader);
  auto [code, count] =
      co_await http::async_read_header(connection.stream, connection.buffer, parser, kToken);
  if (auto problem = problem_of(code, Kind::kLost)) {
    co_return *std::move(problem);
  }
  HttpAnswer answer = answer_of(parser);
  std::array<char, kPiece> piece{};
  while (!parser.is_done()) {
    parser.get().body().data = piece.data();
    parser.get().body().size = piece.size();
    parser.get().body().more = true;
    auto [failure, read] =
        co_await http::async_read_some(connection.stream, connection.buffer, parser, kToken);
    const std::size_t size = piece.size() - parser.get().body().size;
    if (auto problem = take_piece(request, {piece.data(), size}, answer)) {
      co_return *std::move(problem);
    }
    if (failure && failure != http::error::need_buffer) {
      co_return *problem_of(failure, Kind::kLost);
    }
  }
  co_return answer;
}

void close(const std::shared_ptr<Connection>& connection) {
  beast::error_code ignored;
  connection->stream.socket().close(ignored);
}

exec::Async<HttpOutcome> exchange(Connection& connection, const HttpAddress& address,
                                  const HttpRequest& request) {
  if (auto problem = co_await connect(connection, address)) {
    co_return *std::move(problem);
  }
  if (request.timeout) {
    connection.stream.expires_after(*request.timeout);
  }
  if (auto problem = co_await send(connection, address, request)) {
    co_return *std::move(problem);
  }
  co_return co_await receive(connection, request);
}

}  // namespace

exec::Async<HttpOutcome> send_request(HttpAddress address, HttpRequest request) {
  const auto executor = co_await exec::current_executor();
  auto connection = std::make_shared<Connection>(executor);
  const auto subscription = request.cancel.on_change([executor, weak = std::weak_ptr(connection)] {
    asio::post(executor, [weak] {
      if (auto alive = weak.lock()) {
        close(alive);
      }
    });
  });
  if (request.cancel.cancelled()) {
    co_return HttpProblem{Kind::kCancelled, {}, std::nullopt};
  }
  HttpOutcome outcome = co_await exchange(*connection, address, request);
  if (std::holds_alternative<HttpProblem>(outcome) && request.cancel.cancelled()) {
    co_return HttpProblem{Kind::kCancelled, {}, std::nullopt};
  }
  co_return outcome;
}

}  // namespace tiltc::images
