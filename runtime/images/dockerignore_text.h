#pragma once

#include <string>

#include "images/build_context.h"

namespace tiltc::images {

// A line of .dockerignore that means exactly `path`.
std::string literal_line(const std::string& path);

// One .dockerignore that leaves out what all the sources together leave out. Where the sources
// can't be joined as text, because more than one makes exceptions, what they ignore below `root` is
// listed. Error: build-context-unreadable.
Result<std::string> dockerignore_text(const std::string& root, const ContextRules& rules);

}  // namespace tiltc::images
