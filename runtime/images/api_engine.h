#pragma once

#include <memory>
#include <string>

#include "http_client.h"
#include "images/engine.h"

namespace tiltc::images {

// Where an engine's API is, as DOCKER_HOST says it.
struct EngineAddress {
  HttpAddress http;
  std::string text;  // "unix:///run/podman/podman.sock"
};

// Understands unix:// and tcp://. Error: engine-address-unsupported.
Result<EngineAddress> parse_engine_address(std::string_view text);

// Asks who is there and returns the engine, speaking the Docker Engine API (and, where that can't
// say what is needed, Podman's own). Errors: engine-unreachable, engine-answer-unreadable.
Async<Result<std::unique_ptr<Engine>>> connect_engine(EngineAddress address,
                                                      exec::CancelToken cancel);

}  // namespace tiltc::images
