#pragma once

#include <string>

namespace tiltc::images {

// The Dockerfile with a LABEL at the end of the stage that is built: the last one, or `target`.
// Podman's API takes labels too, but as a map, and adds them in an order that changes from build to
// build, and with it the image's ID. A text that can't be understood is left to the builder as it
// is.
std::string with_labels(const std::string& dockerfile, const std::string& target);

}  // namespace tiltc::images
