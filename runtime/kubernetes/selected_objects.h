#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/source.h"

namespace tiltc::kubernetes {

// The YAML with some of its objects only. `keep` has an entry an object, Lists unrolled. Documents
// that stay are left as they are, with the comments before them; a List that loses items becomes
// the documents of those that stay.
Result<std::string> keep_objects(const SourcePtr& yaml, const std::vector<bool>& keep);

}  // namespace tiltc::kubernetes
