#pragma once

#include <vector>

#include "changes.h"
#include "formats/text_edit.h"

namespace tiltc::kubernetes {

// Edits of the stream's text after which the changed document reads as wanted; `root` is the
// document's root. Anchored values that change keep their anchor; aliases of them that are not to
// change, or to change otherwise, are written out. What cannot be changed in its place is written
// anew in flow style.
//
// This is right for all that people write, and wrong for some of what YAML allows (lone carriage
// returns, `?` keys on shared lines): whoever applies the edits must read the result and compare.
std::vector<TextEdit> edit_document(const Changes& changes, yaml::NodeId root);

}  // namespace tiltc::kubernetes
