#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "tiltc/engine.h"

namespace tiltc {
namespace {

struct Extension {
  std::string_view name;
  bool Dialect::*flag;
};

constexpr std::array kExtensions = {
    Extension{"set", &Dialect::set},
    Extension{"while", &Dialect::while_statement},
    Extension{"toplevelcontrol", &Dialect::top_level_control},
    Extension{"globalreassign", &Dialect::global_reassign},
    Extension{"loadbindsglobally", &Dialect::load_binds_globally},
    Extension{"recursion", &Dialect::recursion},
};

Diagnostic unknown_word(const std::string& word) {
  std::vector<std::string> names = {"tilt", "starlark"};
  for (const Extension& extension : kExtensions) {
    names.emplace_back(extension.name);
  }
  Diagnostic diagnostic = error("bad-dialect", fmt::format("`{}` is no dialect", word))
                              .note(
                                  "a dialect is tilt, starlark, or a comma list of extensions of "
                                  "strict Starlark: set, while, toplevelcontrol, globalreassign, "
                                  "loadbindsglobally, recursion");
  for (const std::string& near : closest_names(word, names)) {
    diagnostic.with_help(fmt::format("did you mean `{}`?", near));
  }
  return diagnostic;
}

}  // namespace

Result<Dialect> parse_dialect(std::string_view text) {
  if (text == "tilt") {
    return Dialect::tilt();
  }
  Dialect dialect = Dialect::strict();
  if (text == "starlark") {
    return dialect;
  }
  for (const std::string& word : split(text, ',')) {
    const auto found =
        std::find_if(kExtensions.begin(), kExtensions.end(),
                     [&word](const Extension& extension) { return extension.name == word; });
    if (found == kExtensions.end()) {
      return unknown_word(word);
    }
    dialect.*found->flag = true;
  }
  return dialect;
}

}  // namespace tiltc
