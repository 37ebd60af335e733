#include "values/suggest.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tiltc::values {

void suggest(Diagnostic& diagnostic, std::string_view word,
             std::span<const std::string> candidates) {
  for (const std::string& near : closest_names(word, candidates)) {
    diagnostic.with_help(fmt::format("did you mean `{}`?", near));
  }
}

}  // namespace tiltc::values
