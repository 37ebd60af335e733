#include <fmt/format.h>

#include "api_engine.h"
#include "base/text.h"

namespace tiltc::images {
namespace {

Diagnostic unsupported(std::string_view text, std::string_view why) {
  return error("engine-address-unsupported", fmt::format("engine address `{}` {}", text, why))
      .note("an engine is reached at unix:///path/to/socket or, unencrypted, at tcp://host:port");
}

Result<EngineAddress> parse_tcp(std::string_view text, std::string_view rest) {
  rest = rest.substr(0, rest.find('/'));
  const bool bracketed = !rest.empty() && rest.front() == '[';
  const std::size_t host_end = bracketed ? rest.find(']') : rest.rfind(':');
  if (bracketed && host_end == std::string_view::npos) {
    return unsupported(text, "has an IPv6 address without its `]`");
  }
  EngineAddress address;
  address.text = text;
  address.http.host = bracketed ? rest.substr(1, host_end - 1) : rest.substr(0, host_end);
  const std::string_view after =
      bracketed ? rest.substr(host_end + 1) : rest.substr(std::min(host_end, rest.size()));
  address.http.port = after.size() > 1 ? after.substr(1) : "2375";
  if (address.http.host.empty()) {
    return unsupported(text, "names no host");
  }
  return address;
}

}  // namespace

Result<EngineAddress> parse_engine_address(std::string_view text) {
  const std::size_t colon = text.find("://");
  const std::string_view scheme = text.substr(0, colon == std::string_view::npos ? 0 : colon);
  const std::string_view rest =
      colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 3);
  if (scheme == "unix" && !rest.empty()) {
    return EngineAddress{{std::string(rest), {}, {}}, std::string(text)};
  }
  if (scheme == "tcp" || scheme == "http") {
    return parse_tcp(text, rest);
  }
  if (scheme == "ssh") {
    return unsupported(text, "is reached through SSH, which is not supported")
        .with_help(
            "forward its socket, `ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock HOST`, and set "
            "DOCKER_HOST=unix:///tmp/engine.sock");
  }
  if (scheme == "https") {
    return unsupported(text, "needs TLS, which is not supported")
        .with_help("forward the engine's socket through SSH and set DOCKER_HOST=unix://…");
  }
  return unsupported(text, "is of no kind that is supported");
}

}  // namespace tiltc::images
