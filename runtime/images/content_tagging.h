#pragma once

#include <string>

#include "images/image_build.h"

namespace tiltc::images {

// Error at the image in the Tiltfile, unless it has a place already.
Diagnostic at_image(Diagnostic diagnostic, const graph::ImageTarget& target);

// Gives the image `id` the tag that follows from its content. Errors: digest-too-short, and the
// engine's.
Async<Result<TaggedRefs>> tag_by_content(Engine& engine, const ImageRefs& refs, std::string id);

double seconds_since(const Clock& clock, std::chrono::steady_clock::time_point start);

// Says a line, if there is someone to listen.
void say(const Log& log, std::string_view line);

}  // namespace tiltc::images
