#pragma once

#include <string>

#include "images/build_context.h"

namespace tiltc::images {

// The header blocks of one entry: a pax record before it where the old header has no room (long
// names, sizes from 8 GB on, names beyond ASCII).
std::string tar_header(const ContextEntry& entry);

// Zeros that fill the last block of a file of `size` bytes.
std::string tar_padding(std::uint64_t size);

// Two empty blocks.
std::string tar_end();

}  // namespace tiltc::images
