#pragma once

#include <memory>
#include <string>

#include "http_client.h"
#include "images/engine.h"

namespace tiltc::images {

// Where an engine's API is, as DOCKER_HOST says it.
struct EngineAddress {
  HttpAddress http;
  std::string text;        // "unix:///run/podman/podman.sock"
  bool needs_tls = false;  // https://
};

EngineAddress engine_at_socket(const std::string& path);

// What is said beside the address about a secure connection to it.
enum class EngineTls { kNone, kUnverified, kVerified };

// Understands unix://, tcp:// and https://. Without a port it is 2375, with TLS 2376; unix sockets
// have no TLS. Error: engine-address-unsupported.
Result<EngineAddress> parse_engine_address(std::string_view text, EngineTls tls = EngineTls::kNone);

// The secure connection that ca.pem, cert.pem and key.pem of a directory make; files that are not
// there are left out. Error: tls-settings.
Result<TlsContextPtr> engine_tls_context(const Disk& disk, const Environment& environment,
                                         const std::string& directory, EngineTls tls);

// Asks who is there and returns the engine, speaking the Docker Engine API (and, where that can't
// say what is needed, Podman's own). Errors: engine-unreachable, engine-answer-unreadable.
Async<Result<std::unique_ptr<Engine>>> connect_engine(EngineAddress address,
                                                      exec::CancelToken cancel);

}  // namespace tiltc::images
