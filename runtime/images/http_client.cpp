#include "http_client.h"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>

#include "base/text.h"
#include "http_connection.h"

namespace tiltc::images {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using Kind = HttpProblem::Kind;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

// What would end a header early, and start one that nobody meant.
bool has_line_break(const HttpRequest& request) {
  const auto breaks = [](const std::string& text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
  };
  return breaks(request.target) ||
         std::any_of(request.headers.begin(), request.headers.end(), [&](const auto& header) {
           return breaks(header.first) || breaks(header.second);
         });
}

http::request<http::empty_body> head_of(const HttpAddress& address, const HttpRequest& request) {
  http::request<http::empty_body> head;
  head.version(11);
  head.method_string(request.method);
  const bool through_proxy = address.proxy && address.tls == nullptr;
  head.target(through_proxy ? "http://" + host_header(address) + request.target : request.target);
  head.set(http::field::host, host_header(address));
  head.set(http::field::user_agent, "tiltc");
  head.set(http::field::connection, "close");
  for (const auto& [name, value] : request.headers) {
    head.set(name, value);
  }
  if (through_proxy && !address.proxy->authorization.empty()) {
    head.set(http::field::proxy_authorization, address.proxy->authorization);
  }
  if (request.body) {
    head.set(http::field::transfer_encoding, "chunked");
  } else if (request.method != "GET" && request.method != "HEAD") {
    head.set(http::field::content_length, "0");
  }
  return head;
}

// Sends head and body. A server that has answered before it has read everything (a refusal) makes
// writing fail: then the answer says more than the failure, so that is no problem yet.
template <class Stream>
exec::Async<std::optional<HttpProblem>> send(Stream& stream, const HttpAddress& address,
                                             const HttpRequest& request) {
  auto head = head_of(address, request);
  http::request_serializer<http::empty_body> serializer(head);
  auto [code, sent] = co_await http::async_write_header(stream, serializer, kToken);
  while (!code && request.body) {
    Result<std::string_view> piece = request.body();
    if (!piece.ok()) {
      co_return HttpProblem{Kind::kCaller, {}, std::move(piece).error()};
    }
    const bool last = piece->empty();
    if (last) {
      auto [failure, count] = co_await asio::async_write(stream, http::make_chunk_last(), kToken);
      code = failure;
      break;
    }
    const asio::const_buffer bytes(piece->data(), piece->size());
    auto [failure, count] = co_await asio::async_write(stream, http::make_chunk(bytes), kToken);
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
    std::string& value = answer.headers[to_lower(
        std::string_view(field.name_string().data(), field.name_string().size()))];
    value += value.empty() ? "" : ", ";
    value.append(field.value().data(), field.value().size());
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

template <class Stream>
exec::Async<HttpOutcome> receive(Stream& stream, beast::flat_buffer& buffer,
                                 const HttpRequest& request) {
  Parser parser;
  parser.skip(request.method == "HEAD");
  parser.body_limit(boost::none);
  parser.header_limit(kMaxHttpHeader);
  auto [code, count] = co_await http::async_read_header(stream, buffer, parser, kToken);
  if (auto problem = problem_of(code, Kind::kLost)) {
    co_return *std::move(problem);
  }
  HttpAnswer answer = answer_of(parser);
  std::array<char, kHttpPiece> piece{};
  while (!parser.is_done()) {
    parser.get().body().data = piece.data();
    parser.get().body().size = piece.size();
    parser.get().body().more = true;
    auto [failure, read] = co_await http::async_read_some(stream, buffer, parser, kToken);
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

void close(const std::shared_ptr<HttpConnection>& connection) {
  beast::error_code ignored;
  connection->stream.socket().close(ignored);
}

template <class Stream>
exec::Async<HttpOutcome> converse(Stream& stream, beast::flat_buffer& buffer,
                                  const HttpAddress& address, const HttpRequest& request) {
  if (auto problem = co_await send(stream, address, request)) {
    co_return *std::move(problem);
  }
  co_return co_await receive(stream, buffer, request);
}

exec::Async<HttpOutcome> exchange(HttpConnection& connection, const HttpAddress& address,
                                  const HttpRequest& request) {
  if (auto problem = co_await connect(connection, address)) {
    co_return *std::move(problem);
  }
  if (request.timeout) {
    connection.stream.expires_after(*request.timeout);
  }
  if (connection.tls) {
    co_return co_await converse(*connection.tls, connection.buffer, address, request);
  }
  co_return co_await converse(connection.stream, connection.buffer, address, request);
}

}  // namespace

exec::Async<HttpOutcome> send_request(HttpAddress address, HttpRequest request) {
  if (has_line_break(request)) {
    co_return HttpProblem{Kind::kNonsense, "a header of the request holds a line break",
                          std::nullopt};
  }
  const auto executor = co_await exec::current_executor();
  auto connection = std::make_shared<HttpConnection>(executor);
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
