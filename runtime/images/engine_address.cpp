#include <fmt/format.h>

#include "api_engine.h"
#include "base/path.h"
#include "base/text.h"

namespace tiltc::images {
namespace {

Diagnostic unsupported(std::string_view text, std::string_view why) {
  return error("engine-address-unsupported", fmt::format("engine address `{}` {}", text, why))
      .note("an engine is reached at unix:///path/to/socket or at tcp://host:port");
}

Result<EngineAddress> parse_tcp(std::string_view text, std::string_view rest, bool with_tls) {
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
  address.http.port = after.size() > 1 ? after.substr(1) : with_tls ? "2376" : "2375";
  if (address.http.host.empty()) {
    return unsupported(text, "names no host");
  }
  address.needs_tls = with_tls;
  return address;
}

// The text of a PEM file; "" when there is none.
Result<std::string> read_pem(const Disk& disk, const std::string& path) {
  if (disk.kind(path) != FileKind::kFile) {
    return std::string();
  }
  Result<std::string> text = disk.read(path);
  if (!text.ok()) {
    return error("tls-settings", text.error().diagnostic().message);
  }
  return text;
}

}  // namespace

Result<TlsContextPtr> engine_tls_context(const Disk& disk, const Environment& environment,
                                         const std::string& directory, EngineTls tls) {
  std::vector<std::string> texts;
  for (const char* name : {"ca.pem", "cert.pem", "key.pem"}) {
    Result<std::string> text = read_pem(disk, join_path(directory, name));
    if (!text.ok()) {
      return std::move(text).error();
    }
    texts.push_back(std::move(*text));
  }
  TlsSettings settings;
  settings.verify = tls == EngineTls::kVerified;
  if (texts[0].empty()) {
    texts[0] = system_authorities(disk, environment);
  }
  if (!texts[0].empty()) {
    settings.authorities.push_back(std::move(texts[0]));
  }
  settings.certificate = std::move(texts[1]);
  settings.key = std::move(texts[2]);
  Result<TlsContextPtr> context = make_tls_context(settings);
  if (!context.ok()) {
    return context.error().diagnostic().note(fmt::format("the files lie in {}", directory));
  }
  return context;
}

EngineAddress engine_at_socket(const std::string& path) {
  EngineAddress address;
  address.http.unix_path = path;
  address.text = "unix://" + path;
  return address;
}

Result<EngineAddress> parse_engine_address(std::string_view text, EngineTls tls) {
  const std::size_t colon = text.find("://");
  const std::string_view scheme = text.substr(0, colon == std::string_view::npos ? 0 : colon);
  const std::string_view rest =
      colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 3);
  if (scheme == "unix" && !rest.empty()) {
    return engine_at_socket(std::string(rest));
  }
  if (scheme == "tcp" || scheme == "http") {
    return parse_tcp(text, rest, tls != EngineTls::kNone);
  }
  if (scheme == "https") {
    return parse_tcp(text, rest, true);
  }
  if (scheme == "ssh") {
    return unsupported(text, "is reached through SSH, which is not supported")
        .with_help(
            "forward its socket, `ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock HOST`, and set "
            "DOCKER_HOST=unix:///tmp/engine.sock");
  }
  return unsupported(text, "is of no kind that is supported");
}

}  // namespace tiltc::images
