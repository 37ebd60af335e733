#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "formats/yaml.h"

// Reading a YAML text in pieces, each by itself.
namespace tiltc::yaml {

// Ranges of the text that each hold whole documents and together are all of it; each but the last
// has `at_least` bytes. Where directives or `...` tie documents together it is one range. What is
// wrong in one range may be told in other words than when the whole text is read.
std::vector<Bytes> split_documents(std::string_view text, std::size_t at_least);

// Like Stream::read(), for the documents that stand in one of these ranges; places are those of the
// whole text.
Result<Stream> read_part(SourcePtr source, Bytes part);

}  // namespace tiltc::yaml
