#pragma once

#include <string>

#include "http_client.h"
#include "images/engine.h"

namespace tiltc::images {

// The targets (path and query) of the requests that an engine gets.
std::string image_path(std::string_view image);  // "/images/NAME"
std::string docker_build_target(const ApiBuild& build);
std::string podman_build_target(const ApiBuild& build);
std::string tag_target(std::string_view id, const Reference& name);

// Whether the registry is on this machine, where engines take HTTP without TLS.
bool is_loopback(std::string_view domain);

// What an engine said in an answer that is no success, on one line.
std::string refusal_text(const HttpAnswer& answer);

}  // namespace tiltc::images
